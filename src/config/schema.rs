//! The JSON schema of values that are written as strings.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::values::{Nodes, ObjectPattern, RefusedName, RouterId, RuleName, Written};
use crate::input::PathPattern;
use crate::rule::IgnorePolicy;
use crate::value::Release;

/// The schema of a value that is written as a string.
trait Described {
    const NAME: &'static str;
    fn schema() -> Schema;
}

impl<T: Described> JsonSchema for Written<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        T::schema()
    }
}

impl Described for Release {
    const NAME: &'static str = "Release";
    fn schema() -> Schema {
        // Without quotes 3.31 is a number to editors.
        json_schema!({ "type": ["string", "number"], "examples": ["3.31"] })
    }
}

impl Described for Nodes {
    const NAME: &'static str = "Nodes";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "examples": ["complete", "partial", "nodes.yaml"] })
    }
}

impl Described for RouterId {
    const NAME: &'static str = "RouterId";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": r"^(hash|[0-9]{1,3}(\.[0-9]{1,3}){3})$" })
    }
}

impl Described for RuleName {
    const NAME: &'static str = "RuleName";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "enum": RuleName::all() })
    }
}

impl Described for RefusedName {
    const NAME: &'static str = "RefusedName";
    fn schema() -> Schema {
        let names: Vec<&str> = std::iter::once(IgnorePolicy::FREEZE).chain(RuleName::all()).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

impl Described for PathPattern {
    const NAME: &'static str = "PathPattern";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["clusters/prod/**"] })
    }
}

impl Described for ObjectPattern {
    const NAME: &'static str = "ObjectPattern";
    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "examples": ["BGPPeer/tor-*"] })
    }
}
