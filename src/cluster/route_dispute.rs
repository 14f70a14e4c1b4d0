//! Which routes BIRD and Felix both program, or neither does: each kind of route must have one owner.

use crate::admission::Releases;
use crate::release::Release;
use crate::resource::ProgramClusterRoutes;

/// The releases with both fields, each with the values for BIRD and Felix where they are not set (Calico: `bgp_processor.go`
/// and `config_params.go`).
const DEFAULTS: [(Releases, ProgramClusterRoutes, ProgramClusterRoutes); 2] = [
    (Releases::since(32).and(Releases::before(33)), ProgramClusterRoutes::Enabled, ProgramClusterRoutes::Disabled),
    (Releases::since(33), ProgramClusterRoutes::NoEncapOnly, ProgramClusterRoutes::IpipOnly),
];

/// The two kinds of routes, each with whether both sides program it, or neither does; `None` where one side does.
#[derive(Clone, Copy, Debug)]
pub struct RouteDispute {
    /// Routes of IP-in-IP pools.
    pub ipip: Option<bool>,
    /// Routes of unencapsulated pools.
    pub unencapsulated: Option<bool>,
}

impl RouteDispute {
    /// What the two sides dispute, given their values. Of a side that does not set the field, only what its defaults in all
    /// possible releases have in common is known; `None` where nothing is disputed for certain.
    pub fn of(
        bird: Option<ProgramClusterRoutes>,
        felix: Option<ProgramClusterRoutes>,
        release: Option<Release>,
    ) -> Option<RouteDispute> {
        let disputes: Vec<RouteDispute> = match (bird, felix) {
            (Some(bird), Some(felix)) => vec![RouteDispute::between(bird, felix)],
            _ => {
                let releases = Releases::of(release);
                let possible = DEFAULTS.iter().filter(|(own, ..)| !own.and(releases).is_empty());
                let between = |(_, of_bird, of_felix): &(_, _, _)| {
                    RouteDispute::between(bird.unwrap_or(*of_bird), felix.unwrap_or(*of_felix))
                };
                possible.map(between).collect()
            }
        };
        disputes.into_iter().reduce(RouteDispute::common).filter(RouteDispute::is_there)
    }

    fn between(bird: ProgramClusterRoutes, felix: ProgramClusterRoutes) -> RouteDispute {
        let by_both = |bird: bool, felix: bool| (bird == felix).then_some(bird);
        RouteDispute {
            ipip: by_both(bird.has_ipip(), felix.has_ipip()),
            unencapsulated: by_both(bird.has_unencapsulated(), felix.has_unencapsulated()),
        }
    }

    /// What is disputed in both of two cases.
    fn common(self, other: RouteDispute) -> RouteDispute {
        let same = |one: Option<bool>, other: Option<bool>| one.filter(|_| one == other);
        RouteDispute {
            ipip: same(self.ipip, other.ipip),
            unencapsulated: same(self.unencapsulated, other.unencapsulated),
        }
    }

    fn is_there(&self) -> bool {
        self.ipip.is_some() || self.unencapsulated.is_some()
    }
}
