//! The values of options, and how they are read.

use std::path::PathBuf;
use std::str::FromStr;

use bgplint::config::RuleName;
use bgplint::{Format, InvalidValue};
use clap::ValueEnum;
use ipnetwork::IpNetwork;

/// The direction of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FilterDirection {
    /// Received.
    Import,
    /// Sent.
    Export,
}

/// Reads a prefix without host bits.
pub(super) fn prefix(text: &str) -> Result<IpNetwork, InvalidValue> {
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
    /// A diagram in Markdown (GitHub, GitLab).
    Mermaid,
    /// A graph in Graphviz's language.
    Dot,
    /// An image.
    Svg,
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

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// If the output is a terminal.
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
pub(super) fn rule_or_group(name: &str) -> Result<String, InvalidValue> {
    name.parse::<RuleName>().map(|name| name.0)
}

/// Reads a reason for ignores: one line, not empty.
pub(super) fn reason(text: &str) -> Result<String, InvalidValue> {
    match bgplint::resource::ignore::reason(text) {
        None => Err(InvalidValue::new("the reason is empty").help("write why the findings are ignored")),
        Some(reason) if reason.contains(['\n', '\r']) => {
            Err(InvalidValue::new("the reason has several lines").help("write the reason on one line"))
        }
        Some(reason) => Ok(reason.to_owned()),
    }
}
