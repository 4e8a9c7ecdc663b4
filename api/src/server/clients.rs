//! Who is connected, and how many may be.

use crate::{
    config::{LimitConfig, TrustedProxies},
    error::Code,
    middleware::RETRY_AFTER_SECONDS,
};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

/// Descriptors that connections of clients must leave: the database's, files, those who are
/// turned away.
const RESERVED_DESCRIPTORS: u64 = 256;

/// The clients that are connected.
pub(super) struct Clients {
    most: usize,
    most_of_address: u32,
    proxies: TrustedProxies,
    connected: AtomicUsize,
    sockets: AtomicUsize,
    by_address: Mutex<HashMap<IpAddr, u32>>,
}

/// The place of one client, given back when the last of its connection is gone.
pub(super) struct Place {
    clients: Arc<Clients>,
    address: IpAddr,
    is_socket: AtomicBool,
}

impl Clients {
    pub(super) fn new(limits: &LimitConfig, proxies: TrustedProxies) -> Arc<Self> {
        Arc::new(Self {
            most: allowed_clients(limits.max_clients),
            most_of_address: limits.max_clients_per_address,
            proxies,
            connected: AtomicUsize::new(0),
            sockets: AtomicUsize::new(0),
            by_address: Mutex::default(),
        })
    }

    /// A place, if there is one.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        // The accepting loop alone counts upwards, so nobody comes between.
        if self.connected() >= self.most {
            return None;
        }
        if self.counts(address) {
            let mut by_address = self.by_address();
            let of_address = by_address.entry(address).or_default();
            if *of_address >= self.most_of_address {
                return None;
            }
            *of_address += 1;
        }
        self.connected.fetch_add(1, Ordering::Relaxed);
        Some(Place {
            clients: self.clone(),
            address,
            is_socket: AtomicBool::new(false),
        })
    }

    /// Connections of all kinds.
    pub(super) fn connected(&self) -> usize {
        self.connected.load(Ordering::Relaxed)
    }

    /// Those that have become WebSockets.
    pub(super) fn sockets(&self) -> usize {
        self.sockets.load(Ordering::Relaxed)
    }

    /// Behind a proxy are many clients, which it counts itself.
    fn counts(&self, address: IpAddr) -> bool {
        self.most_of_address > 0 && !self.proxies.include(address)
    }

    fn by_address(&self) -> MutexGuard<'_, HashMap<IpAddr, u32>> {
        let by_address = self.by_address.lock();
        by_address.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// From here on it is a WebSocket.
    pub(super) fn become_socket(&self) {
        if !self.is_socket.swap(true, Ordering::Relaxed) {
            self.clients.sockets.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let clients = &self.clients;
        clients.connected.fetch_sub(1, Ordering::Relaxed);
        if *self.is_socket.get_mut() {
            clients.sockets.fetch_sub(1, Ordering::Relaxed);
        }
        if clients.counts(self.address) {
            let mut by_address = clients.by_address();
            if let Some(of_address) = by_address.get_mut(&self.address) {
                *of_address -= 1;
                if *of_address == 0 {
                    by_address.remove(&self.address);
                }
            }
        }
    }
}

/// What who finds no place is answered: a whole response, made once.
pub(super) fn refusal() -> Vec<u8> {
    let code = Code::Unavailable;
    let problem = serde_json::json!({
        "type": code.problem_type(),
        "title": code.title(),
        "status": code.status().as_u16(),
        "detail": "too many clients are connected, try again shortly",
        "code": code.name(),
    })
    .to_string();
    format!(
        "HTTP/1.1 {}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\n\
         retry-after: {RETRY_AFTER_SECONDS}\r\nconnection: close\r\n\r\n{problem}",
        code.status(),
        problem.len()
    )
    .into_bytes()
}

/// As many as were asked for, as far as the process may have files open.
fn allowed_clients(wanted: u32) -> usize {
    let wanted = wanted as usize;
    let Some(descriptors) = raise_descriptors() else {
        return wanted;
    };
    let room = descriptors.saturating_sub(RESERVED_DESCRIPTORS).max(16);
    let room = usize::try_from(room).unwrap_or(usize::MAX);
    if room < wanted {
        tracing::warn!(
            "At most {room} clients can be connected, not {wanted}: the process may have \
             {descriptors} files open (ulimit -n, LimitNOFILE)"
        );
    }
    wanted.min(room)
}

/// How many files the process may have open, once it has asked for as many as it may ask for.
#[cfg(unix)]
fn raise_descriptors() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    // Where the system refuses, what it gave at first still holds.
    if setrlimit(Resource::Nofile, raised).is_ok() {
        raised.current
    } else {
        limit.current
    }
}

#[cfg(not(unix))]
fn raise_descriptors() -> Option<u64> {
    None
}
