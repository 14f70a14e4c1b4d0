//! The command line.

use std::path::PathBuf;
use std::str::FromStr;

use bgplint::config::{FailOn, Nodes, RouterId, RuleName};
use bgplint::resource::value::Release;
use bgplint::rule::Selection;
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnetwork::IpNetwork;

const EXIT_STATUS: &str =
    "Exit status: 0 nothing at or above the threshold, 1 findings at or above it, 2 could not lint.";

/// Finds the faults in Calico BGP manifests that would break BGP, before they are merged.
///
/// `bgplint [PATH…]` is `bgplint check [PATH…]`. Without a path it reads stdin if something is piped into it, and the
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
    /// Show the way that the routes of one node take to another, or where and why they stop.
    Path(Box<PathArguments>),
    /// Show which rule of a BGPFilter acts on a prefix, and what happens then.
    Filter(Box<FilterArguments>),
    /// Explain a rule: what it finds, why it matters, what to do.
    Explain {
        /// The rule's name.
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
    /// Print the script that lets a shell complete the commands and options.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man {
        /// Write it into this directory instead, with a page for each command.
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
}

/// What is read, and what is said of the cluster.
#[derive(Debug, Args)]
pub struct InputArguments {
    /// Files and directories; `-` is stdin.
    pub paths: Vec<PathBuf>,
    /// A file with all nodes (`kubectl get nodes -o yaml`), or how to take the nodes in the input: complete or partial.
    #[arg(long, value_name = "FILE|complete|partial")]
    pub nodes: Option<Nodes>,
    /// The Calico release that the manifests are for; without it only what holds for 3.28 to 3.34 is said.
    #[arg(long, value_name = "X.Y")]
    pub calico_version: Option<Release>,
    /// The value of CALICO_ROUTER_ID on the nodes, where no calico-node DaemonSet in the input says it.
    #[arg(long, value_name = "hash|ADDRESS")]
    pub router_id: Option<RouterId>,
    /// The configuration; without it the nearest .bgplint.yaml upwards counts, up to the root of the repository.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
}

/// What is read, and which cluster of it is looked at.
#[derive(Debug, Args)]
pub struct ClusterArguments {
    /// What is read.
    #[command(flatten)]
    pub input: InputArguments,
    /// The cluster, where the input holds several.
    #[arg(long, value_name = "NAME")]
    pub cluster: Option<String>,
}

/// What `config` takes.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    /// What would be read.
    #[command(flatten)]
    pub input: InputArguments,
    /// Print the JSON schema of .bgplint.yaml, for editors.
    #[arg(long)]
    pub schema: bool,
}

/// What `topology` takes.
#[derive(Debug, Args)]
pub struct TopologyArguments {
    /// What is read.
    #[command(flatten)]
    pub input: ClusterArguments,
    /// Show only this node; may be given several times.
    #[arg(long = "node", value_name = "NAME")]
    pub only: Vec<String>,
    /// Take these nodes to be down, and say whose routes are lost.
    #[arg(long, value_name = "NODE", value_delimiter = ',')]
    pub fail: Vec<String>,
    /// How to show it.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    pub format: TopologyFormat,
    /// When to colour the table; NO_COLOR is respected.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
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
    /// Nodes that are taken to be down.
    #[arg(long, value_name = "NODE", value_delimiter = ',')]
    pub fail: Vec<String>,
    /// How to show it.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
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
    /// The prefix of the route, as ADDRESS/LENGTH.
    #[arg(long, value_name = "PREFIX", value_parser = prefix)]
    pub prefix: IpNetwork,
    /// Only routes received, or only routes sent.
    #[arg(long, value_enum, value_name = "DIRECTION")]
    pub direction: Option<FilterDirection>,
    /// The BGPPeer whose sessions the route goes through: all filters that it names are asked, in their order.
    #[arg(long, value_name = "BGPPEER")]
    pub peer: Option<String>,
    /// How to show it.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
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
fn prefix(text: &str) -> Result<IpNetwork, String> {
    let network: IpNetwork =
        text.parse().map_err(|_| "not an address with a length, such as 10.0.0.0/26".to_owned())?;
    match (network.ip() == network.network(), text.contains('/')) {
        (_, false) => Err("the length is missing, as in 10.0.0.1/32".to_owned()),
        (false, _) => Err(format!("bits behind the length are set: {}/{}?", network.network(), network.prefix())),
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
    /// How to print findings on stdout.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write findings to a file as well; may be given several times, `-` is stdout.
    #[arg(long, value_name = "FORMAT=FILE")]
    pub output: Vec<Output>,
    /// From which severity on the exit status is 1; error where nothing else is configured.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// Tell only what is not in this file, which --write-baseline wrote.
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub baseline: Option<PathBuf>,
    /// Write all findings to this file, as accepted.
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Tell what files and the configuration ask to ignore too.
    #[arg(long)]
    pub no_ignores: bool,
    /// Write a comment into the files for every finding, so that it is ignored, with this reason.
    #[arg(long, value_name = "REASON", value_parser = reason, conflicts_with_all = ["no_ignores", "baseline", "write_baseline"])]
    pub add_ignores: Option<String>,
    /// Run only these rules or groups.
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_or_group)]
    pub select: Vec<String>,
    /// Do not run these rules or groups.
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = rule_or_group)]
    pub ignore: Vec<String>,
    /// Run the pedantic rules too.
    #[arg(long)]
    pub pedantic: bool,
    /// Fail where the input holds no resource that bgplint reads.
    #[arg(long)]
    pub require_resources: bool,
    /// When to colour the output; NO_COLOR is respected.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub color: When,
}

/// The formats of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Pretty,
    /// A line each.
    Concise,
    /// For programs.
    Json,
    /// For programs, a finding on each line.
    Jsonl,
    /// For code scanning (SARIF 2.1.0).
    Sarif,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's Code Quality.
    Gitlab,
    /// Test results for CI systems.
    Junit,
    /// A comment on a pull request.
    Markdown,
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

/// When to colour.
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
    type Err = String;

    fn from_str(text: &str) -> Result<Output, String> {
        let (format, file) = text.split_once('=').ok_or("write it like json=findings.json")?;
        let format = Format::from_str(format, false).map_err(|_| format!("`{format}` is no format"))?;
        if file.is_empty() {
            return Err("the file is missing".to_owned());
        }
        Ok(Output { format, file: file.into() })
    }
}

/// Reads the name of a rule or group.
fn rule_or_group(name: &str) -> Result<String, String> {
    name.parse::<RuleName>().map(|name| name.0)
}

/// A reason for ignores: one line that says something.
fn reason(text: &str) -> Result<String, String> {
    match bgplint::resource::ignore::reason(text) {
        None => Err("say why".to_owned()),
        Some(reason) if reason.contains(['\n', '\r']) => Err("write it on one line".to_owned()),
        Some(reason) => Ok(reason.to_owned()),
    }
}

impl CheckArguments {
    /// Which rules to run.
    pub fn selection(&self) -> Selection {
        Selection {
            select: self.select.clone(),
            ignore: self.ignore.clone(),
            pedantic: self.pedantic,
            also: Vec::new(),
        }
    }
}
