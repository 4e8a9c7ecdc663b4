//! How often one client may ask.

use super::client::ClientAddress;
use crate::{
    auth::Principal,
    config::ServeConfig,
    error::{Code, Error, Result},
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// Requests a second where nothing else is said.
const RATE: u32 = 50;

/// After so many requests those are forgotten who have not asked of late.
const FORGET_EVERY: u32 = 4096;

/// What each address and each principal has asked for of late; nothing is counted where there is
/// no limit.
#[derive(Clone)]
pub(crate) struct RateLimits(Option<Arc<Meters>>);

struct Meters {
    addresses: Meter<IpAddr>,
    principals: Meter<String>,
}

impl RateLimits {
    pub(crate) fn new(config: &ServeConfig) -> Self {
        // Without a login it is one person at their own machine who asks.
        let usual = if config.identity.is_login_required() {
            RATE
        } else {
            0
        };
        let quota = NonZeroU32::new(config.limits.rate_limit.unwrap_or(usual))
            .zip(NonZeroU32::new(config.limits.rate_limit_burst))
            .map(|(rate, burst)| Quota::per_second(rate).allow_burst(burst));
        Self(quota.map(|quota| {
            Arc::new(Meters {
                addresses: Meter::new(quota),
                principals: Meter::new(quota),
            })
        }))
    }

    /// Counts a request of this address.
    pub(crate) fn count_address(&self, address: ClientAddress) -> Result<()> {
        match &self.0 {
            Some(meters) => meters.addresses.count(&network(address.0)),
            None => Ok(()),
        }
    }

    /// Counts a request of who asks. Where no login is asked for, that is everybody.
    pub(crate) fn count_principal(&self, principal: &Principal) -> Result<()> {
        match &self.0 {
            Some(meters) if !principal.is_operator => meters.principals.count(&principal.name),
            _ => Ok(()),
        }
    }
}

/// Counts a request of an address before anything is done for it, but for the files of the pages.
pub(crate) async fn limit_address(
    State(limits): State<RateLimits>,
    request: Request,
    next: Next,
) -> Response {
    let address = request.extensions().get::<ClientAddress>().copied();
    let is_file = request.uri().path().starts_with("/assets/");
    match address
        .filter(|_| !is_file)
        .map(|at| limits.count_address(at))
    {
        Some(Err(refusal)) => refusal.into_response(),
        Some(Ok(())) | None => next.run(request).await,
    }
}

/// Counts a request of who asks, if that is known.
pub(crate) async fn limit_principal(
    State(limits): State<RateLimits>,
    request: Request,
    next: Next,
) -> Response {
    let principal = request.extensions().get::<Arc<Principal>>();
    match principal.map(|principal| limits.count_principal(principal)) {
        Some(Err(refusal)) => refusal.into_response(),
        Some(Ok(())) | None => next.run(request).await,
    }
}

/// Requests by who has sent them.
struct Meter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
    counted: AtomicU32,
}

impl<K: Hash + Eq + Clone> Meter<K> {
    fn new(quota: Quota) -> Self {
        Self {
            limiter: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
            counted: AtomicU32::new(0),
        }
    }

    fn count(&self, key: &K) -> Result<()> {
        let counted = self.counted.fetch_add(1, Ordering::Relaxed);
        if counted % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|refusal| {
            let wait = refusal.wait_time_from(self.clock.now());
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            too_many(u64::try_from(seconds).unwrap_or(u64::MAX))
        })
    }
}

fn too_many(seconds: u64) -> Error {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let message = format!("too many requests in a short time; try again in {seconds} {unit}");
    Error::new(Code::RateLimited, message).again_in(seconds)
}

/// One client has a whole network of IPv6 addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::{FORGET_EVERY, Meter, RateLimits, network};
    use crate::{
        auth::{Principal, Role},
        config::ServeConfig,
    };
    use governor::Quota;
    use std::num::NonZeroU32;

    const ONE: NonZeroU32 = NonZeroU32::MIN;

    #[test]
    fn those_who_ask_no_more_are_forgotten() {
        let quota = Quota::per_second(NonZeroU32::MAX).allow_burst(ONE);
        let meter = Meter::new(quota);
        for key in 0..3 * FORGET_EVERY {
            assert!(meter.count(&key).is_ok());
        }
        let known = u32::try_from(meter.limiter.len()).expect("few");
        assert!(known < FORGET_EVERY, "{known} are kept");
    }

    #[test]
    fn who_is_refused_is_told_when_to_come_again() {
        let meter = Meter::new(Quota::per_minute(ONE));
        assert!(meter.count(&"one").is_ok());
        let refusal = meter.count(&"one").expect_err("too many");
        assert_eq!(refusal.retry_after(), Some(60));
        assert!(meter.count(&"other").is_ok());
    }

    #[test]
    fn who_is_known_by_name_is_one_client() {
        let flags = ["--rate-limit", "1", "--rate-limit-burst", "2"];
        let config = ServeConfig::from_flags(flags).expect("settings");
        let limits = RateLimits::new(&config);
        let named = |name: &str| Principal {
            name: name.to_owned(),
            role: Role::Viewer,
            is_operator: false,
            ..Principal::operator()
        };
        let count = |principal: &Principal| {
            let answers = (0..3).map(|_| limits.count_principal(principal).is_ok());
            answers.collect::<Vec<_>>()
        };
        assert_eq!(count(&named("desk")), [true, true, false]);
        assert_eq!(count(&named("other")), [true, true, false]);
        assert_eq!(count(&Principal::operator()), [true, true, true]);
    }

    #[test]
    fn a_network_is_one_client() {
        for (address, expected) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ] {
            let found = network(address.parse().expect("an address"));
            assert_eq!(found.to_string(), expected, "{address}");
        }
    }
}
