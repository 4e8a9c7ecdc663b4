//! Where a request comes from.

use crate::{config::TrustedProxies, telemetry};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::HeaderMap,
    middleware::Next,
    response::Response,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The address of the client that a request is counted for, in every request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Whether the client's own connection is encrypted, up to the proxy where there is one; in
/// every request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIsSecure(pub bool);

/// That a request came over TLS: the server adds it to what it has decrypted itself.
#[derive(Clone, Copy, Debug)]
pub struct OverTls;

/// Finds the client. A request that came over no socket is one of a test.
pub async fn locate(
    State(proxies): State<TrustedProxies>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        // A socket for both kinds of addresses shows those of version 4 as ones of version 6.
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| {
            info.0.ip().to_canonical()
        });
    let is_secure = request.extensions().get::<OverTls>().is_some();
    let (address, is_secure) = if proxies.include(peer) {
        look_behind(&proxies, peer, is_secure, request.headers())
    } else {
        (peer, is_secure)
    };
    telemetry::set_client_address(address);
    let known = request.extensions_mut();
    known.insert(ClientAddress(address));
    known.insert(ClientIsSecure(is_secure));
    next.run(request).await
}

/// One entry of the chain: who spoke to the proxy, and whether by https where it is said.
type Hop = (Option<IpAddr>, Option<bool>);

/// The first address from the right that is no trusted proxy: what stands left of it, the client
/// may have written itself. An entry that cannot be read ends the walk, at the proxy that sent it.
fn look_behind(
    proxies: &TrustedProxies,
    peer: IpAddr,
    is_secure: bool,
    headers: &HeaderMap,
) -> (IpAddr, bool) {
    let mut found = (peer, is_secure);
    for (address, secure) in chain(headers).into_iter().rev() {
        found.1 = secure.unwrap_or(found.1);
        let Some(address) = address else { break };
        found.0 = address;
        if !proxies.include(address) {
            break;
        }
    }
    found
}

/// Who spoke to whom by the headers, the client first. Every proxy in use writes
/// `X-Forwarded-For`, and many pass a `Forwarded` on that the client made up: it counts alone.
fn chain(headers: &HeaderMap) -> Vec<Hop> {
    let addresses = list(headers, "x-forwarded-for");
    if addresses.is_empty() {
        let forwarded = list(headers, "forwarded");
        return forwarded.iter().map(|entry| forwarded_hop(entry)).collect();
    }
    let schemes = list(headers, "x-forwarded-proto");
    // Most proxies say one scheme for the whole chain: that of the client.
    let skipped = addresses.len().saturating_sub(schemes.len());
    addresses
        .iter()
        .enumerate()
        .map(|(at, address)| {
            let scheme = schemes.get(at.saturating_sub(skipped));
            (parse_address(address), scheme.map(|name| is_https(name)))
        })
        .collect()
}

/// The entries of a header that is a list, over all its lines.
fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    headers
        .get_all(name)
        .iter()
        .flat_map(|line| {
            // What is no text is an entry that cannot be read.
            let line = line.to_str().unwrap_or("?");
            line.split(',').map(|entry| entry.trim().to_owned())
        })
        .collect()
}

/// `for="[2001:db8::1]:4711";proto=https` (RFC 7239).
fn forwarded_hop(entry: &str) -> Hop {
    let value = |name: &str| {
        entry.split(';').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().trim_matches('"'))
        })
    };
    (
        value("for").and_then(parse_address),
        value("proto").map(is_https),
    )
}

fn is_https(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("wss")
}

/// An address, in brackets or with a port where a proxy writes it so.
fn parse_address(text: &str) -> Option<IpAddr> {
    let plain = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = plain
        .unwrap_or(text)
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::look_behind;
    use crate::config::ServeConfig;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    #[test]
    fn the_client_is_the_first_that_is_no_trusted_proxy() {
        let flags = ["--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "::1"];
        let config = ServeConfig::from_flags(flags).expect("flags");
        let (proxies, peer) = (config.proxy.trusted(), [10, 0, 0, 1].into());
        let xff = "x-forwarded-for";
        let proto = "x-forwarded-proto";
        for (headers, address, is_secure) in [
            (vec![], "10.0.0.1", false),
            (vec![(xff, "192.0.2.7")], "192.0.2.7", false),
            (
                vec![(xff, "192.0.2.7"), (proto, "https")],
                "192.0.2.7",
                true,
            ),
            // What the client wrote itself stands left of its address.
            (vec![(xff, "8.8.8.8, 192.0.2.7")], "192.0.2.7", false),
            (
                vec![(xff, "8.8.8.8"), (xff, "192.0.2.7")],
                "192.0.2.7",
                false,
            ),
            (vec![(xff, "192.0.2.7, 10.0.0.9")], "192.0.2.7", false),
            (
                vec![(xff, "192.0.2.7, 10.0.0.9"), (proto, "https, http")],
                "192.0.2.7",
                true,
            ),
            (
                vec![(xff, "8.8.8.8, 192.0.2.7"), (proto, "https, http")],
                "192.0.2.7",
                false,
            ),
            (vec![(xff, "192.0.2.7:4711")], "192.0.2.7", false),
            (vec![(xff, "[2001:db8::1]:4711")], "2001:db8::1", false),
            (vec![(xff, "2001:db8::1")], "2001:db8::1", false),
            (vec![(xff, "::ffff:192.0.2.7")], "192.0.2.7", false),
            (vec![(xff, "192.0.2.7, unknown")], "10.0.0.1", false),
            (vec![(xff, "10.0.0.3, 10.0.0.9")], "10.0.0.3", false),
            (
                vec![("forwarded", "for=192.0.2.7;proto=https;by=10.0.0.1")],
                "192.0.2.7",
                true,
            ),
            (
                vec![("forwarded", "for=8.8.8.8, For=\"[2001:db8::1]:4711\"")],
                "2001:db8::1",
                false,
            ),
            (
                vec![("forwarded", "for=_hidden;proto=https")],
                "10.0.0.1",
                true,
            ),
            (
                vec![(xff, "192.0.2.7"), ("forwarded", "for=8.8.8.8")],
                "192.0.2.7",
                false,
            ),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in &headers {
                map.append(
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                );
            }
            let (found, secure) = look_behind(&proxies, peer, false, &map);
            assert_eq!(
                (found.to_string().as_str(), secure),
                (address, is_secure),
                "{headers:?}"
            );
        }
    }
}
