//! The command line.

mod values;

pub use values::{FilterDirection, Output, PathFormat, RulesFormat, TopologyFormat, When};

use std::path::PathBuf;

use bgplint::{FailOn, Format, Nodes, Overrides, Release, RouterId, Selection};
use clap::{Args, Parser, Subcommand};
use ipnetwork::IpNetwork;

use values::{prefix, reason, rule_or_group};

const EXIT_STATUS: &str = "Exit status: 0 if no finding reaches the threshold (--fail-on), 1 if a finding does, 2 if bgplint could not check.";

/// Find the faults in Calico BGP manifests that would break BGP, before they are merged.
///
/// `bgplint [PATH…]` is short for `bgplint check [PATH…]`. Without a path bgplint reads stdin if something is piped into
/// it, and the current directory otherwise.
#[derive(Debug, Parser)]
#[command(name = "bgplint", version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = EXIT_STATUS)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The arguments of `check`, where the command line names no command.
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
    /// Print each document as kubectl reads it, one line of JSON each.
    ///
    /// kubectl reads `yes` as true, `017` as 15 and `!has(x)` as an empty text. What it cannot read is reported on stderr
    /// with its place, and the exit status is 1.
    Read {
        /// The files; `-` is stdin.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
    },
    /// Explain a rule: what it reports, why that is bad, and what to do.
    Explain {
        /// The name of the rule.
        rule: String,
    },
    /// Write a .bgplint.yaml with every key explained.
    Init,
    /// Print the configuration in force.
    Config(Box<ConfigArguments>),
    /// List all rules.
    Rules {
        /// How to list the rules.
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
        /// Write the pages of all commands into this directory.
        #[arg(long, value_name = "DIR")]
        directory: Option<PathBuf>,
    },
}

/// The arguments that name the input and state facts about the cluster.
#[derive(Debug, Args)]
pub struct InputArguments {
    /// Files and directories; `-` is stdin.
    ///
    /// In a directory bgplint reads *.yaml, *.yml and *.json, at any depth, except hidden files and the files that
    /// .gitignore or .ignore excludes.
    ///
    /// Example: bgplint clusters/prod base/bgp.yaml
    #[arg(value_name = "PATH", help_heading = "Input")]
    pub paths: Vec<PathBuf>,
    /// The configuration file, in place of the nearest .bgplint.yaml.
    ///
    /// Without this option bgplint looks for .bgplint.yaml in the directory of the input and in the directories above, up
    /// to the root of the repository, or without a repository to the current directory.
    ///
    /// Example: bgplint --config ci/bgplint.yaml manifests
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub config: Option<PathBuf>,
    /// Use no configuration.
    ///
    /// Example: bgplint --no-config manifests
    #[arg(long, conflicts_with = "config", help_heading = "Input")]
    pub no_config: bool,
    /// The only configuration file: the repository cannot weaken the check.
    ///
    /// For repositories of strangers. bgplint reads no other configuration, ignore comments and annotations have no effect,
    /// and hidden files and files that ignore files exclude are read too. The file may lie outside of the repository; its
    /// patterns of files are relative to the same directory in the repository of the input.
    ///
    /// Example: bgplint --locked-config ../base/.bgplint.yaml manifests
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "no_config"], help_heading = "Input")]
    pub locked_config: Option<PathBuf>,
    /// Read hidden files and directories too.
    ///
    /// Their names begin with a dot. The directory .git is never read.
    ///
    /// Example: bgplint --hidden .
    #[arg(long, help_heading = "Input")]
    pub hidden: bool,
    /// Also read files that .gitignore, .ignore and the like exclude.
    ///
    /// Example: bgplint --no-ignore-files manifests
    #[arg(long, help_heading = "Input")]
    pub no_ignore_files: bool,
    /// A file with all nodes, or whether the input has all nodes.
    ///
    /// With the complete node list bgplint also reports selectors that match no node, sessions that never come up and
    /// routes that nodes do not learn. `complete` says that the Node objects in the input are all nodes of the cluster,
    /// `partial` that the cluster may have more nodes.
    ///
    /// Example: kubectl get nodes -o yaml > nodes.yaml && bgplint --nodes nodes.yaml manifests
    #[arg(long, value_name = "FILE|complete|partial", help_heading = "Cluster facts")]
    pub nodes: Option<Nodes>,
    /// The Calico release that the manifests are for.
    ///
    /// Without this option bgplint reports only what is true for all releases from 3.28 to 3.34.
    ///
    /// Example: bgplint --calico-version 3.31 manifests
    #[arg(long, value_name = "X.Y", help_heading = "Cluster facts")]
    pub calico_version: Option<Release>,
    /// The value of CALICO_ROUTER_ID on the nodes.
    ///
    /// The option overrides the value in a calico-node DaemonSet of the input.
    ///
    /// Example: bgplint --router-id hash manifests
    #[arg(long, value_name = "hash|ADDRESS", help_heading = "Cluster facts")]
    pub router_id: Option<RouterId>,
}

impl InputArguments {
    /// The overrides, which are for all clusters.
    pub fn overrides(&self) -> Overrides {
        Overrides {
            release: self.calico_version,
            nodes: self.nodes.clone(),
            router_id: self.router_id.clone(),
            ..Overrides::default()
        }
    }
}

/// The input, and the choice of its cluster.
#[derive(Debug, Args)]
pub struct ClusterArguments {
    /// The input.
    #[command(flatten)]
    pub input: InputArguments,
    /// The cluster to show, if the input has several.
    ///
    /// Example: bgplint topology --cluster prod .
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub cluster: Option<String>,
}

/// The arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigArguments {
    /// The input, which decides where the configuration is looked for.
    #[command(flatten)]
    pub input: InputArguments,
    /// Print the JSON schema of .bgplint.yaml, for editors.
    ///
    /// Example: bgplint config --schema > bgplint.schema.json
    #[arg(long, help_heading = "Output")]
    pub schema: bool,
}

/// The arguments of `topology`.
#[derive(Debug, Args)]
pub struct TopologyArguments {
    /// The input.
    #[command(flatten)]
    pub input: ClusterArguments,
    /// Show only this node; may be repeated.
    ///
    /// Example: bgplint topology --node worker-1 --node worker-2 .
    #[arg(long = "node", value_name = "NAME", help_heading = "Output")]
    pub only: Vec<String>,
    /// Assume that these nodes are down, and show the lost routes.
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

/// The arguments of `path`.
#[derive(Debug, Args)]
pub struct PathArguments {
    /// The node whose routes bgplint follows.
    pub from: String,
    /// The node that should learn the routes.
    pub to: String,
    /// The input.
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

/// The arguments of `filter`.
#[derive(Debug, Args)]
pub struct FilterArguments {
    /// The name of the BGPFilter.
    pub name: String,
    /// The input.
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
    /// Use all filters that this BGPPeer names, in their order.
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

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The input.
    #[command(flatten)]
    pub input: InputArguments,
    /// Fail if the input has no Calico BGP resources.
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
    /// The format of the findings on stdout.
    ///
    /// Example: bgplint --format sarif manifests > bgplint.sarif
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub format: Option<Format>,
    /// Also write the findings to a file; may be repeated.
    ///
    /// The file `-` is stdout.
    ///
    /// Example: bgplint --output sarif=bgplint.sarif --output github=- manifests
    #[arg(long, value_name = "FORMAT=FILE", help_heading = "Output")]
    pub output: Vec<Output>,
    /// The lowest severity that makes the exit status 1 [default: error].
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
    /// Write all findings to this file as accepted.
    ///
    /// Example: bgplint --write-baseline bgplint-baseline.json manifests
    #[arg(long, value_name = "FILE", help_heading = "Ignores and baseline")]
    pub write_baseline: Option<PathBuf>,
    /// Also report findings that a comment or the configuration ignores.
    ///
    /// Example: bgplint --no-ignores manifests
    #[arg(long, help_heading = "Ignores and baseline")]
    pub no_ignores: bool,
    /// Write an ignore comment with this reason for each finding.
    ///
    /// Example: bgplint --add-ignores "before the migration" manifests
    #[arg(long, value_name = "REASON", value_parser = reason, help_heading = "Ignores and baseline")]
    #[arg(conflicts_with_all = ["no_ignores", "baseline", "write_baseline", "locked_config"])]
    pub add_ignores: Option<String>,
}

impl CheckArguments {
    /// What overrides the configuration.
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
