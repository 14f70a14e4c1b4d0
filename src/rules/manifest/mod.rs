//! The group `manifest`: how the manifests are written.

mod as_number_exceeds_int32;
mod cidr_has_host_bits;
mod conflicting_fields;
mod deprecated_field;
mod duplicate_item;
mod duplicate_key;
mod duplicate_resource;
mod empty_document;
mod field_needs_newer_calico;
mod invalid_address;
mod invalid_as_number;
mod invalid_cidr;
mod invalid_community;
mod invalid_duration;
mod invalid_interface;
mod invalid_label;
mod invalid_name;
mod invalid_port;
mod invalid_selector;
mod missing_field;
mod namespace_on_cluster_scoped;
mod non_string_label;
mod octal_as_number;
mod placeholder_left;
mod quoted_as_number;
mod removed_field;
mod selector_lost_to_yaml_tag;
mod storage_api_group;
mod unknown_field;
mod unknown_value;
mod unrendered_template;
mod value_out_of_range;
mod wrong_kind_or_version;
mod wrong_type;
mod yaml_syntax;

use crate::rule::Rule;

/// The rules of the group, by name.
pub const RULES: &[&Rule] = &[
    &as_number_exceeds_int32::RULE,
    &cidr_has_host_bits::RULE,
    &conflicting_fields::RULE,
    &deprecated_field::RULE,
    &duplicate_item::RULE,
    &duplicate_key::RULE,
    &duplicate_resource::RULE,
    &empty_document::RULE,
    &field_needs_newer_calico::RULE,
    &invalid_address::RULE,
    &invalid_as_number::RULE,
    &invalid_cidr::RULE,
    &invalid_community::RULE,
    &invalid_duration::RULE,
    &invalid_interface::RULE,
    &invalid_label::RULE,
    &invalid_name::RULE,
    &invalid_port::RULE,
    &invalid_selector::RULE,
    &missing_field::RULE,
    &namespace_on_cluster_scoped::RULE,
    &non_string_label::RULE,
    &octal_as_number::RULE,
    &placeholder_left::RULE,
    &quoted_as_number::RULE,
    &removed_field::RULE,
    &selector_lost_to_yaml_tag::RULE,
    &storage_api_group::RULE,
    &unknown_field::RULE,
    &unknown_value::RULE,
    &unrendered_template::RULE,
    &value_out_of_range::RULE,
    &wrong_kind_or_version::RULE,
    &wrong_type::RULE,
    &yaml_syntax::RULE,
];
