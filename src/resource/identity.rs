//! The kind of a document: a kind that bgplint knows, a mistaken name for one, or another kind.

use super::kind_mistake::KindMistake;
use crate::kind::{CALICO_GROUP, Kind, METALLB_GROUP, STORAGE_GROUP};
use crate::nearest::nearest;

/// What a document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// A kind that bgplint knows, with the right name; `true` for Calico's storage group.
    Known(Kind, bool),
    /// A mistaken name of a kind, which neither the API server nor calicoctl knows.
    Mistaken(KindMistake),
    /// A list of resources.
    List,
    /// Another kind, which does not concern bgplint.
    Foreign,
}

/// The kind of a list, alone or after the kind of its items.
pub(super) const LIST: &str = "List";

/// The API groups beside the core group whose lists are read.
const GROUPS_WITH_LISTS: [&str; 3] = [CALICO_GROUP, STORAGE_GROUP, METALLB_GROUP];

/// Finds out what a document with this `apiVersion` and `kind` is. `looks_like_calico` says whether its other content looks
/// like Calico's.
pub(super) fn identify(api_version: Option<&str>, kind: &str, looks_like_calico: bool) -> Identity {
    let Some(api_version) = api_version else {
        let meant = Kind::of_calico(kind).filter(|_| looks_like_calico);
        return meant.map_or(Identity::Foreign, |meant| Identity::Mistaken(KindMistake::NoVersion { meant }));
    };
    let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    let is_core_list = version == "v1" && (kind == LIST || group.is_empty() && kind.ends_with(LIST));
    if is_core_list || kind.ends_with(LIST) && GROUPS_WITH_LISTS.contains(&group) {
        return Identity::List;
    }
    match group {
        CALICO_GROUP => return identify_in_calico(CALICO_GROUP, "v3", version, kind),
        STORAGE_GROUP => return identify_in_calico(STORAGE_GROUP, "v1", version, kind),
        _ => {}
    }
    let meant = Kind::of_calico(kind).filter(|meant| group.is_empty() && *meant != Kind::CalicoNode);
    if let Some(meant) = meant {
        let (written, version) = (kind.to_owned(), version.to_owned());
        return Identity::Mistaken(KindMistake::CoreVersion { written, version, meant });
    }
    // Kubernetes' core group has one version.
    let is_version = !group.is_empty() || version == "v1";
    let is_this = |known: &&Kind| is_version && known.spec().group == group && known.name() == kind;
    Kind::ALL.iter().find(is_this).map_or(Identity::Foreign, |known| Identity::Known(*known, false))
}

fn identify_in_calico(group: &'static str, right: &'static str, version: &str, kind: &str) -> Identity {
    let is_storage = group == STORAGE_GROUP;
    if let Some(enterprise) = Kind::of_enterprise(kind) {
        return Identity::Known(enterprise, is_storage);
    }
    let written = kind.to_owned();
    let Some(meant) = Kind::of_calico(kind) else {
        let nearest = nearest(kind, Kind::all_of_calico().map(Kind::name));
        return match nearest.and_then(Kind::of_calico) {
            Some(meant) => Identity::Mistaken(KindMistake::NoSuchKind { written, meant }),
            None => Identity::Foreign,
        };
    };
    if meant == Kind::CalicoNode && is_storage {
        return Identity::Mistaken(KindMistake::StorageNode);
    }
    if kind != meant.name() {
        return Identity::Mistaken(KindMistake::Case { written, meant });
    }
    if version != right {
        let written = version.to_owned();
        return Identity::Mistaken(KindMistake::NoSuchVersion { group, written, right, meant });
    }
    Identity::Known(meant, is_storage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_group_and_case() {
        assert_eq!(identify(Some("projectcalico.org/v3"), "BGPPeer", false), Identity::Known(Kind::BgpPeer, false));
        assert_eq!(identify(Some("crd.projectcalico.org/v1"), "BGPPeer", false), Identity::Known(Kind::BgpPeer, true));
        assert_eq!(identify(Some("v1"), "Node", false), Identity::Known(Kind::KubernetesNode, false));
        assert_eq!(identify(Some("projectcalico.org/v3"), "NodeList", false), Identity::List);
        assert_eq!(identify(Some("v1"), "List", false), Identity::List);
        assert_eq!(identify(Some("metallb.io/v1beta2"), "BGPPeer", false), Identity::Known(Kind::MetalLbPeer, false));
        // A kind of Calico Enterprise is not a misspelled BGPConfiguration.
        let bfd = identify(Some("projectcalico.org/v3"), "BFDConfiguration", true);
        assert_eq!(bfd, Identity::Known(Kind::BfdConfiguration, false));
        for (api_version, kind) in
            [("kubeovn.io/v1", "BgpPeer"), ("cilium.io/v2", "BGPPeer"), ("projectcalico.org/v3", "NetworkPolicy")]
        {
            assert_eq!(identify(Some(api_version), kind, true), Identity::Foreign, "{api_version} {kind}");
        }
        let mistaken = [
            (Some("projectcalico.org/v3"), "bgpPeer"),
            (Some("projectcalico.org/v3"), "BGPPeers"),
            (Some("projectcalico.org/v1"), "BGPPeer"),
            (Some("crd.projectcalico.org/v3"), "IPPool"),
            (Some("crd.projectcalico.org/v1"), "Node"),
            (Some("v1"), "bgpPeer"),
            (None, "BGPPeer"),
        ];
        for (api_version, kind) in mistaken {
            let identity = identify(api_version, kind, true);
            assert!(matches!(identity, Identity::Mistaken { .. }), "{api_version:?} {kind}: {identity:?}");
        }
    }
}
