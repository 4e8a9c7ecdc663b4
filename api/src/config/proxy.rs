//! What stands before the server.

use clap::Args;
use ipnet::IpNet;
use std::{net::IpAddr, str::FromStr, sync::Arc};

/// Proxies, and where they put the service.
#[derive(Args, Clone, Debug)]
pub struct ProxyConfig {
    /// Address or network of a proxy whose X-Forwarded-… and Forwarded headers are believed; may
    /// be given several times
    #[arg(
        long,
        env = "LOANBOOK_TRUSTED_PROXY",
        value_delimiter = ',',
        value_parser = parse_network,
        value_name = "ADDRESS[/BITS]"
    )]
    pub trusted_proxy: Vec<IpNet>,

    /// Path below which everything is served, such as /loans
    #[arg(
        long,
        env = "LOANBOOK_BASE_PATH",
        default_value = "/",
        value_name = "PATH"
    )]
    pub base_path: BasePath,
}

/// Proxies that are believed about their clients.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// Whether the proxy of this address is one of them.
    #[must_use]
    pub fn include(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

impl ProxyConfig {
    /// The proxies of the setting.
    #[must_use]
    pub fn trusted(&self) -> TrustedProxies {
        TrustedProxies(self.trusted_proxy.as_slice().into())
    }
}

/// The path before all others: nothing, or `/a/b` without a slash at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasePath(Arc<str>);

impl BasePath {
    /// What stands before each path.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.0
    }

    /// The path of the overview, and of cookies: `/`, or `/a/b/`.
    #[must_use]
    pub fn root(&self) -> String {
        format!("{}/", self.0)
    }
}

impl FromStr for BasePath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = text.strip_suffix('/').unwrap_or(text);
        let is_plain = |segment: &str| {
            !segment.is_empty()
                && !segment.bytes().all(|byte| byte == b'.')
                && segment
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
        };
        let mut segments = path.split('/');
        if segments.next() == Some("") && segments.all(is_plain) {
            Ok(Self(path.into()))
        } else {
            Err("must be a path of letters, digits, - . _ ~, such as /loans".to_owned())
        }
    }
}

/// A network, or one address.
fn parse_network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "must be an address such as 10.0.0.5, or a network such as 10.0.0.0/8".into())
}

#[cfg(test)]
mod tests {
    use super::{BasePath, parse_network};
    use std::net::IpAddr;

    #[test]
    fn a_base_path_is_plain() {
        for (text, prefix) in [
            ("/", ""),
            ("", ""),
            ("/loans", "/loans"),
            ("/loans/", "/loans"),
            ("/a/b-c_d.e", "/a/b-c_d.e"),
        ] {
            let path = text.parse::<BasePath>();
            assert_eq!(path.as_ref().map(BasePath::prefix), Ok(prefix), "{text}");
        }
        for text in ["loans", "//", "/a//b", "/a b", "/a?b", "/../a", "/a/{b}"] {
            assert!(text.parse::<BasePath>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_network_may_be_one_address() {
        for (text, address, expected) in [
            ("10.0.0.0/8", "10.1.2.3", true),
            ("10.0.0.0/8", "11.1.2.3", false),
            ("10.0.0.5", "10.0.0.5", true),
            ("10.0.0.5", "10.0.0.6", false),
            ("fd00::/8", "fd00::1", true),
            ("::1", "::1", true),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            let network = parse_network(text);
            assert_eq!(
                network.map(|network| network.contains(&address)),
                Ok(expected)
            );
        }
        assert!(parse_network("10.0.0.0/33").is_err());
        assert!(parse_network("proxy.example").is_err());
    }
}
