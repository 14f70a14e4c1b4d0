//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use bgplint::config::RuleName;
use bgplint::{FailOn, Format, InvalidValue, Nodes, Overrides, Release, RouterId, Selection};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnetwork::IpNetwork;

const EXIT_STATUS: &str = "Exit status: 0 if no finding reaches the threshold (--fail-on), 1 if a finding does, 2 if bgplint could not check.";

/// Find the faults in Calico BGP manifests that would break BGP, before they are merged.
///
/// `bgplint [PATH…]` is `bgplint check [PATH…]`. Without a path bgplint reads stdin if something is piped into it, and the
/// current directory otherwise.
#[derive(Debug, Parser)]
#[command(name = "bgplint", version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = EXIT_STATUS)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to check, where no command is named.
    #[command(flatten)]
    pub check: CheckArguments,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check manifests (the default).
    #[command(after_help = EXIT_STATUS)]
    Check(Box<CheckArguments>),
    /// Show the sessions that Calico will build, and which of them never come up.
    Topology(Box<TopologyArguments>),
    /// Show the path that the routes of one node take to another, or where and why they stop.
    Path(Box<PathArguments>),
    /// Show which rule of a BGPFilter acts on a prefix, and what happens then.
    Filter(Box<FilterArguments>),
    /// Explain a rule: what it finds, why that is bad, what to do.
    Explain {
        /// The name of the rule.
        rule: String,
    },
    /// Write a .bgplint.yaml with every key explained.
    Init,
    /// Print the configuration that is in force.
    Config(Box<ConfigArguments>),
    /// List all rules.
    Rules {
        /// How to list them.
        #[arg(long, value_enum, default_value_t)]
        format: RulesFormat,
    },
    /// Print the script that lets a shell complete commands and options.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man {
        /// Write the pages of all commands into this directory instead.
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
}

/// What is read, and what is said of the cluster.
#[derive(Debug, Args)]
pub struct InputArguments {
    /// Files and directories; `-` is stdin.
    ///
    /// Of a directory bgplint reads *.yaml, *.yml and *.json, in all its directories, but for what .gitignore and .ignore
    /// leave out.
    ///
    /// Example: bgplint clusters/prod base/bgp.yaml
    #[arg(value_name = "PATH", help_heading = "Input")]
    pub paths: Vec<PathBuf>,
    /// The configuration, in place of the nearest .bgplint.yaml.
    ///
    /// Without this option bgplint looks for .bgplint.yaml upwards from what is read, up to the root of the repository.
    ///
    /// Example: bgplint --config ci/bgplint.yaml manifests
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub config: Option<PathBuf>,
    /// Use no configuration.
    ///
    /// Example: bgplint --no-config manifests
    #[arg(long, conflicts_with = "config", help_heading = "Input")]
    pub no_config: bool,
    /// A file with all nodes of the cluster, or whether the nodes in the input are all.
    ///
    /// With all nodes bgplint finds selectors that match no node, sessions that never come up and routes that get nowhere.
    /// `complete` says that the Node objects in the input are all nodes, `partial` that there may be more.
    ///
    /// Example: kubectl get nodes -o yaml > nodes.yaml && bgplint --nodes nodes.yaml manifests
    #[arg(long, value_name = "FILE|complete|partial", help_heading = "Cluster facts")]
    pub nodes: Option<Nodes>,
    /// The Calico release that the manifests are for.
    ///
    /// Without this option bgplint reports only what holds for all releases from 3.28 to 3.34.
    ///
    /// Example: bgplint --calico-version 3.31 manifests
    #[arg(long, value_name = "X.Y", help_heading = "Cluster facts")]
    pub calico_version: Option<Release>,
    /// The value of CALICO_ROUTER_ID on the nodes.
    ///
    /// It goes over what a calico-node DaemonSet in the input says.
    ///
    /// Example: bgplint --router-id hash manifests
    #[arg(long, value_name = "hash|ADDRESS", help_heading = "Cluster facts")]
    pub router_id: Option<RouterId>,
}

impl InputArguments {
    /// What is said of all clusters.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            release: self.calico_version,
            nodes: self.nodes.clone(),
            router_id: self.router_id.clone(),
            ..Overrides::default()
        }
    }
}

/// What is read, and which cluster of it is looked at.
#[derive(Debug, Args)]
pub struct ClusterArguments {
    /// What is read.
    #[command(flatten)]
    pub input: InputArguments,
    /// The cluster to show, if the input holds several.
    ///
    /// Example: bgplint topology --cluster prod .
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub cluster: Option<String>,
}

/// What `config` takes.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    /// What would be read.
    #[command(flatten)]
    pub input: InputArguments,
    /// Print the JSON schema of .bgplint.yaml, for editors.
    ///
    /// Example: bgplint config --schema > bgplint.schema.json
    #[arg(long, help_heading = "Output")]
    pub schema: bool,
}

/// What `topology` takes.
#[derive(Debug, Args)]
pub struct TopologyArguments {
    /// What is read.
    #[command(flatten)]
    pub input: ClusterArguments,
    /// Show only this node; may be given several times.
    ///
    /// Example: bgplint topology --node worker-1 --node worker-2 .
    #[arg(long = "node", value_name = "NAME", help_heading = "Output")]
    pub only: Vec<String>,
    /// Assume that these nodes are down, and show whose routes are lost.
    ///
    /// Example: bgplint topology --fail rr-1,rr-2 .
    #[arg(long, value_name = "NODE", value_delimiter = ',', help_heading = "Cluster facts")]
    pub fail: Vec<String>,
    /// How to show the sessions.
    ///
    /// Example: bgplint topology --format mermaid . > sessions.mmd
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: TopologyFormat,
    /// When to color the table.
    ///
    /// `auto` colors on a terminal, unless NO_COLOR is set or TERM is dumb, and everywhere if CLICOLOR_FORCE is set.
    ///
    /// Example: bgplint topology --color always . | less -R
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, help_heading = "Output")]
    pub color: When,
}

/// What `path` takes.
#[derive(Debug, Args)]
pub struct PathArguments {
    /// The node whose routes are followed.
    pub from: String,
    /// The node that they go to.
    pub to: String,
    /// What is read.
    #[command(flatten)]
    pub input: ClusterArguments,
    /// Assume that these nodes are down.
    ///
    /// Example: bgplint path worker-1 worker-2 --fail rr-1 .
    #[arg(long, value_name = "NODE", value_delimiter = ',', help_heading = "Cluster facts")]
    pub fail: Vec<String>,
    /// How to show the path.
    ///
    /// Example: bgplint path worker-1 worker-2 --format json .
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: PathFormat,
}

/// What `filter` takes.
#[derive(Debug, Args)]
pub struct FilterArguments {
    /// The BGPFilter.
    pub name: String,
    /// What is read.
    #[command(flatten)]
    pub input: ClusterArguments,
    /// The prefix of the route.
    ///
    /// Example: bgplint filter to-fabric --prefix 10.0.0.0/26 .
    #[arg(long, value_name = "PREFIX", value_parser = prefix, help_heading = "Route")]
    pub prefix: IpNetwork,
    /// Only received routes (import), or only sent routes (export).
    ///
    /// Example: bgplint filter to-fabric --prefix 10.0.0.0/26 --direction export .
    #[arg(long, value_enum, value_name = "DIRECTION", help_heading = "Route")]
    pub direction: Option<FilterDirection>,
    /// Ask all filters that this BGPPeer names, in their order.
    ///
    /// Example: bgplint filter to-fabric --prefix 10.0.0.0/26 --peer tor-1 .
    #[arg(long, value_name = "BGPPEER", help_heading = "Route")]
    pub peer: Option<String>,
    /// How to show the result.
    ///
    /// Example: bgplint filter to-fabric --prefix 10.0.0.0/26 --format json .
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, help_heading = "Output")]
    pub format: PathFormat,
}

/// The direction of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FilterDirection {
    /// Received.
    Import,
    /// Sent.
    Export,
}

/// Reads a prefix without host bits.
fn prefix(text: &str) -> Result<IpNetwork, InvalidValue> {
    let invalid = || InvalidValue::new("not an address with a prefix length");
    let network: IpNetwork = text.parse().map_err(|_| invalid().help("write a prefix like 10.0.0.0/26"))?;
    let masked = format!("{}/{}", network.network(), network.prefix());
    match (network.ip() == network.network(), text.contains('/')) {
        (_, false) => {
            Err(InvalidValue::new("the prefix length is missing").help(format!("write {masked} for a single address")))
        }
        (false, _) => Err(InvalidValue::new("the prefix has host bits set").help(format!("did you mean {masked}?"))),
        (true, true) => Ok(network),
    }
}

/// The formats of `path` and `filter`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PathFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// The formats of `topology`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TopologyFormat {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
    /// A picture that Markdown viewers draw.
    Mermaid,
    /// A picture for Graphviz.
    Dot,
    /// A picture to look at.
    Svg,
}

/// What `check` takes.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// What is read.
    #[command(flatten)]
    pub input: InputArguments,
    /// Fail if the input holds no Calico BGP resources.
    ///
    /// Example: helm template . | bgplint --require-resources -
    #[arg(long, help_heading = "Input")]
    pub require_resources: bool,
    /// Run only these rules or groups of rules.
    ///
    /// Example: bgplint --select session,invalid-selector manifests
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_or_group, help_heading = "Rules")]
    pub select: Vec<String>,
    /// Do not run these rules or groups of rules.
    ///
    /// Example: bgplint --ignore storage-api-group,pool manifests
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_or_group, help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Run the pedantic rules too.
    ///
    /// Example: bgplint --pedantic manifests
    #[arg(long, help_heading = "Rules")]
    pub pedantic: bool,
    /// How to print findings on stdout.
    ///
    /// Example: bgplint --format sarif manifests > bgplint.sarif
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<Format>,
    /// Write findings to a file as well; may be given several times.
    ///
    /// The file `-` is stdout.
    ///
    /// Example: bgplint --output sarif=bgplint.sarif --output github=- manifests
    #[arg(long, value_name = "FORMAT=FILE", help_heading = "Output")]
    pub output: Vec<Output>,
    /// From which severity on the exit status is 1 [default: error].
    ///
    /// Example: bgplint --fail-on warning manifests
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Output")]
    pub fail_on: Option<FailOn>,
    /// When to color the output.
    ///
    /// `auto` colors on a terminal, unless NO_COLOR is set or TERM is dumb, and everywhere if CLICOLOR_FORCE is set.
    ///
    /// Example: bgplint --color always manifests | less -R
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, help_heading = "Output")]
    pub color: When,
    /// Report only findings that are not in this file.
    ///
    /// Example: bgplint --baseline bgplint-baseline.json manifests
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline", help_heading = "Ignores and baseline")]
    pub baseline: Option<PathBuf>,
    /// Write all findings to this file, as accepted.
    ///
    /// Example: bgplint --write-baseline bgplint-baseline.json manifests
    #[arg(long, value_name = "FILE", help_heading = "Ignores and baseline")]
    pub write_baseline: Option<PathBuf>,
    /// Report findings that files or the configuration ignore, too.
    ///
    /// Example: bgplint --no-ignores manifests
    #[arg(long, help_heading = "Ignores and baseline")]
    pub no_ignores: bool,
    /// Write a comment for each finding into its file, which ignores the finding for this reason.
    ///
    /// Example: bgplint --add-ignores "before the migration" manifests
    #[arg(long, value_name = "REASON", value_parser = reason, help_heading = "Ignores and baseline")]
    #[arg(conflicts_with_all = ["no_ignores", "baseline", "write_baseline"])]
    pub add_ignores: Option<String>,
}

impl CheckArguments {
    /// What is asked for over the configuration.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            selection: Selection {
                select: self.select.clone(),
                ignore: self.ignore.clone(),
                pedantic: self.pedantic,
                also: Vec::new(),
            },
            fail_on: self.fail_on,
            no_ignores: self.no_ignores,
            require_resources: self.require_resources,
            ..self.input.overrides()
        }
    }
}

/// The formats of `rules`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RulesFormat {
    /// For people.
    #[default]
    Table,
    /// For programs.
    Json,
}

/// When to color.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A format and where to write it.
#[derive(Clone, Debug)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// The file; `-` is stdout.
    pub file: PathBuf,
}

impl FromStr for Output {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Output, InvalidValue> {
        let example = "write a format and a file, like json=findings.json";
        let Some((name, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
            return Err(InvalidValue::new("the file is missing").help(example));
        };
        let format = <Format as ValueEnum>::from_str(name, false).map_err(|_| {
            let known = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
            let nearest = bgplint::nearest::nearest(name, names.iter().map(String::as_str));
            InvalidValue::unknown("format", name, nearest, &format!("the formats are {}", names.join(", ")))
        })?;
        Ok(Output { format, file: file.into() })
    }
}

/// Reads the name of a rule or group.
fn rule_or_group(name: &str) -> Result<String, InvalidValue> {
    name.parse::<RuleName>().map(|name| name.0)
}

/// A reason for ignores: one line that says something.
fn reason(text: &str) -> Result<String, InvalidValue> {
    match bgplint::resource::ignore::reason(text) {
        None => Err(InvalidValue::new("the reason is empty").help("write why the findings are ignored")),
        Some(reason) if reason.contains(['\n', '\r']) => {
            Err(InvalidValue::new("the reason has several lines").help("write the reason on one line"))
        }
        Some(reason) => Ok(reason.to_owned()),
    }
}
