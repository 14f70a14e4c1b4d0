//! The types of Calico's values: AS numbers, addresses, durations, communities, and how each is read from a string.

mod address;
mod as_number;
mod as_number_range;
mod community;
mod duration;
mod placeholder;

pub use crate::release::Release;
pub use address::{
    AddressError, CidrError, Family, NodeAddress, PeerAddress, PeerAddressError, dialed_address, is_link_local,
    is_unspecified, not_unicast, parse_address, parse_cidr, parse_node_address, parse_peer_address,
};
pub use as_number::{AsNumber, parse_as_number};
pub use as_number_range::AsNumberRange;
pub use community::{Community, CommunityError, parse_community};
pub use duration::{DurationError, GoDuration, parse_duration};
pub use placeholder::{is_left_over, is_placeholder};
