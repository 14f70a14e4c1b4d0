//! Generators of the input that is measured; the same for every run.

#![allow(dead_code, reason = "every benchmark uses another part of this module")]

use bgplint::input::Source;

/// Nodes of one rack.
const RACK: usize = 40;
/// Images that a node reports.
const IMAGES: usize = 22;
/// One file in this many is a Calico manifest.
const CALICO_EVERY: usize = 50;
/// One file in this many is a Secret.
const SECRET_EVERY: usize = 100;

/// A file's name and text.
pub type File = (String, String);

/// The small files of a GitOps repository: most of them hold Deployments and Services, some Calico manifests and Secrets.
pub fn small_files(count: usize) -> Vec<File> {
    let file = |number: usize| {
        let (kind, template) = match number {
            number if number.is_multiple_of(CALICO_EVERY) => calico(number / CALICO_EVERY),
            number if number % SECRET_EVERY == 1 => ("secret", SECRET),
            number if number % 3 == 0 => ("service", SERVICE),
            _ => ("deployment", DEPLOYMENT),
        };
        let name = format!("apps/team-{}/{kind}-{number}.yaml", number % 40);
        (name, fill(template, number))
    };
    (0..count).map(file).collect()
}

fn calico(number: usize) -> (&'static str, &'static str) {
    match number % 4 {
        0 => ("node", CALICO_NODE),
        1 => ("bgp-filter", FILTER),
        2 => ("ip-pool", POOL),
        _ => ("bgp-peer", PEER),
    }
}

/// What `kubectl get nodes -o yaml` prints, about 8 kB per node.
pub fn node_dump(nodes: usize) -> String {
    let mut dump = "apiVersion: v1\nitems:\n".to_owned();
    for number in 0..nodes {
        let images: String = (0..IMAGES).map(|image| fill(IMAGE, number % 8 * IMAGES + image)).collect();
        dump += &fill(NODE, number).replace("$images", &images);
    }
    dump + "kind: List\nmetadata:\n  resourceVersion: \"\"\n"
}

/// BGPPeers of all sorts that choose their nodes by selectors.
pub fn peers(count: usize) -> String {
    let selectors = [
        "topology.kubernetes.io/zone == 'zone-$zone' && !has(route-reflector)",
        "rack == 'rack-$number'",
        "rack in {'rack-$number', 'rack-0'} && has(node-role.kubernetes.io/worker)",
        "rack starts with 'rack-$number' || kubernetes.io/os != 'linux'",
        // Matches no node: all of them have to be looked at.
        "rack == 'row-$number' && has(node-role.kubernetes.io/master)",
    ];
    let peer = |number: usize| PEER.replace("$selector", selectors[number % selectors.len()]);
    (0..count).map(|number| fill(&peer(number), number)).collect()
}

/// A large cluster: nodes in racks, a few of them reflectors, and BGPPeers: two thirds to the routers of single racks, the
/// others between nodes.
pub fn large_cluster(nodes: usize, peers: usize, mesh: bool) -> String {
    let node = |number: usize| {
        let reflector = "    projectcalico.org/RouteReflectorClusterID: 244.0.$zone.1\n";
        let is_reflector = number.is_multiple_of(1_000) && !mesh;
        fill(ADDRESSED_NODE, number) + &fill(if is_reflector { reflector } else { "" }, number)
    };
    let peer = |number: usize| match number % 3 {
        0 => fill(&RACK_PEER.replace("$zone-of-reflectors", &(number / 3).to_string()), number),
        _ => fill(PEER, number),
    };
    let configuration = CONFIGURATION.replace("$mesh", &mesh.to_string());
    (0..nodes).map(node).chain((0..peers).map(peer)).chain([configuration]).collect()
}

/// A cluster whose routes go through reflectors, each with a cluster ID of its own; all nodes peer with all of them.
pub fn reflected_cluster(nodes: usize, reflectors: usize) -> String {
    let node = |number: usize| {
        let id = format!("    projectcalico.org/RouteReflectorClusterID: 244.0.0.{}\n", number + 1);
        let is_reflector = number < reflectors;
        let kind = if is_reflector { "reflector" } else { "worker" };
        fill(ADDRESSED_NODE, number).replace("    zone:", &format!("    kind: {kind}\n    zone:"))
            + if is_reflector { &id } else { "" }
    };
    let peer = "---\napiVersion: projectcalico.org/v3\nkind: BGPPeer\nmetadata:\n  name: to-reflectors\nspec:\n  \
                nodeSelector: all()\n  peerSelector: kind == 'reflector'\n";
    let configuration = CONFIGURATION.replace("$mesh", "false");
    (0..nodes).map(node).chain([peer.to_owned(), configuration]).collect()
}

/// Files as the program reads them.
pub fn sources(files: &[File]) -> Vec<Source> {
    use rayon::prelude::*;
    files.par_iter().map(|(name, text)| Source::from_text(name, text)).collect()
}

/// Fills in what differs between one resource and the next.
fn fill(template: &str, number: usize) -> String {
    let digest = format!("{:064x}", (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835));
    template
        .replace("$selector", "rack == 'rack-$number'")
        .replace("$number", &number.to_string())
        .replace("$rack", &(number / RACK).to_string())
        .replace("$zone", &(number % 3).to_string())
        .replace("$address", &format!("{}.{}", number / 250, number % 250 + 1))
        .replace("$as", &(64_600 + number % 400).to_string())
        .replace("$digest", &digest)
}

const DEPLOYMENT: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-$number
  namespace: team-$zone
  labels:
    app.kubernetes.io/name: app-$number
    app.kubernetes.io/part-of: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: app-$number
  template:
    metadata:
      labels:
        app.kubernetes.io/name: app-$number
    spec:
      nodeSelector:
        kubernetes.io/os: linux
      containers:
        - name: app
          image: registry.example.com/shop/app-$number@sha256:$digest
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
            - name: NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
          readinessProbe:
            httpGet: {path: /healthz, port: http}
          resources:
            requests: {cpu: 100m, memory: 128Mi}
            limits: {memory: 256Mi}
"#;

const SERVICE: &str = r#"apiVersion: v1
kind: Service
metadata:
  name: app-$number
  namespace: team-$zone
spec:
  type: NodePort
  selector:
    app.kubernetes.io/name: app-$number
  ports:
    - name: http
      port: 80
      targetPort: http
"#;

const SECRET: &str = r#"apiVersion: v1
kind: Secret
metadata:
  name: secret-$number
  namespace: team-$zone
type: Opaque
data:
  password: $digest
"#;

const PEER: &str = r#"---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata:
  name: peer-$number
spec:
  nodeSelector: "$selector"
  peerIP: 10.255.$address
  asNumber: $as
  keepOriginalNextHop: true
"#;

const RACK_PEER: &str = r#"---
apiVersion: projectcalico.org/v3
kind: BGPPeer
metadata:
  name: rack-$number
spec:
  nodeSelector: rack == 'rack-$number'
  peerSelector: rack == 'rack-$zone-of-reflectors' && zone == 'zone-$zone'
"#;

const ADDRESSED_NODE: &str = r#"---
apiVersion: v1
kind: Node
metadata:
  name: node-$number
  labels:
    kubernetes.io/hostname: node-$number
    rack: rack-$rack
    zone: zone-$zone
  annotations:
    projectcalico.org/IPv4Address: 10.20.$address/16
"#;

const CONFIGURATION: &str = r#"---
apiVersion: projectcalico.org/v3
kind: BGPConfiguration
metadata:
  name: default
spec:
  asNumber: 64600
  nodeToNodeMeshEnabled: $mesh
"#;

const FILTER: &str = r#"apiVersion: projectcalico.org/v3
kind: BGPFilter
metadata:
  name: filter-$number
spec:
  exportV4:
    - action: Accept
      matchOperator: In
      cidr: 10.$zone.0.0/16
    - action: Reject
  importV4:
    - action: Accept
      matchOperator: Equal
      cidr: 0.0.0.0/0
    - action: Reject
"#;

const POOL: &str = r#"apiVersion: projectcalico.org/v3
kind: IPPool
metadata:
  name: pool-$number
spec:
  cidr: 172.16.$number.0/24
  blockSize: 26
  ipipMode: Never
  vxlanMode: Never
  natOutgoing: true
"#;

const CALICO_NODE: &str = r#"apiVersion: projectcalico.org/v3
kind: Node
metadata:
  name: node-$number
  labels:
    rack: rack-$number
spec:
  bgp:
    asNumber: $as
    ipv4Address: 10.0.$address/16
"#;

const IMAGE: &str = r#"    - names:
      - registry.example.com/platform/component-$number@sha256:$digest
      - registry.example.com/platform/component-$number:v1.$zone.7
      sizeBytes: 7$as123
"#;

const NODE: &str = r#"- apiVersion: v1
  kind: Node
  metadata:
    annotations:
      alpha.kubernetes.io/provided-node-ip: 10.0.$address
      cluster.x-k8s.io/cluster-name: production
      cluster.x-k8s.io/machine: production-rack-$rack-$number
      csi.volume.kubernetes.io/nodeid: '{"csi.example.com":"worker-$number","rook-ceph.rbd.csi.ceph.com":"worker-$number"}'
      kubeadm.alpha.kubernetes.io/cri-socket: unix:///run/containerd/containerd.sock
      node.alpha.kubernetes.io/ttl: "0"
      projectcalico.org/ASNumber: "$as"
      projectcalico.org/IPv4Address: 10.0.$address/16
      projectcalico.org/IPv4IPIPTunnelAddr: 172.16.$address
      volumes.kubernetes.io/controller-managed-attach-detach: "true"
    creationTimestamp: "2024-05-17T08:22:41Z"
    labels:
      beta.kubernetes.io/arch: amd64
      beta.kubernetes.io/os: linux
      example.com/hardware-generation: g7
      kubernetes.io/arch: amd64
      kubernetes.io/hostname: worker-$number
      kubernetes.io/os: linux
      node-role.kubernetes.io/worker: ""
      node.kubernetes.io/instance-type: metal-64
      rack: rack-$rack
      topology.kubernetes.io/region: eu-central
      topology.kubernetes.io/zone: zone-$zone
    name: worker-$number
    resourceVersion: "98123$as"
    uid: 6f1c9f0e-2b7a-4c0d-9d8e-$number
  spec:
    podCIDR: 10.244.$zone.0/24
    podCIDRs:
    - 10.244.$zone.0/24
    providerID: metal://eu-central/worker-$number
  status:
    addresses:
    - address: 10.0.$address
      type: InternalIP
    - address: worker-$number
      type: Hostname
    allocatable:
      cpu: 63500m
      ephemeral-storage: "422149453218"
      hugepages-1Gi: "0"
      hugepages-2Mi: "0"
      memory: 261893544Ki
      pods: "250"
    capacity:
      cpu: "64"
      ephemeral-storage: 458051924Ki
      hugepages-1Gi: "0"
      hugepages-2Mi: "0"
      memory: 263966120Ki
      pods: "250"
    conditions:
    - lastHeartbeatTime: "2024-06-02T11:40:03Z"
      lastTransitionTime: "2024-05-17T08:23:55Z"
      message: Calico is running on this node
      reason: CalicoIsUp
      status: "False"
      type: NetworkUnavailable
    - lastHeartbeatTime: "2024-06-02T11:41:19Z"
      lastTransitionTime: "2024-05-17T08:22:41Z"
      message: kubelet has sufficient memory available
      reason: KubeletHasSufficientMemory
      status: "False"
      type: MemoryPressure
    - lastHeartbeatTime: "2024-06-02T11:41:19Z"
      lastTransitionTime: "2024-05-17T08:22:41Z"
      message: kubelet has no disk pressure
      reason: KubeletHasNoDiskPressure
      status: "False"
      type: DiskPressure
    - lastHeartbeatTime: "2024-06-02T11:41:19Z"
      lastTransitionTime: "2024-05-17T08:23:52Z"
      message: kubelet is posting ready status. AppArmor enabled
      reason: KubeletReady
      status: "True"
      type: Ready
    daemonEndpoints:
      kubeletEndpoint:
        Port: 10250
    images:
$images    nodeInfo:
      architecture: amd64
      bootID: 0b1f0b0e-7d07-4a1c-8b2f-$number
      containerRuntimeVersion: containerd://1.7.13
      kernelVersion: 6.1.0-21-amd64
      kubeProxyVersion: v1.29.4
      kubeletVersion: v1.29.4
      machineID: $digest
      operatingSystem: linux
      osImage: Debian GNU/Linux 12 (bookworm)
      systemUUID: 4c4c4544-0044-4a10-8052-$number
"#;
