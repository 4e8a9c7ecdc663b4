//! Connections to a database server that send at once what they have.
//!
//! A socket without `TCP_NODELAY` keeps the last part of what it sends until the other side
//! has confirmed what went before (Nagle's algorithm, RFC 896), and the other side waits up to
//! 40 ms with that. sqlx 0.9.0 leaves its sockets so, which is mended there since
//! (<https://github.com/transact-rs/sqlx/pull/4336>) but not released, and hands them to
//! nobody: this module goes when the release is there.

/// Has all sockets of the process send at once; called when a new one has connected.
pub(super) fn send_at_once() {
    // Where there is no such folder, sockets stay as they are: right, and slower.
    let Ok(open) = std::fs::read_dir("/dev/fd") else {
        return;
    };
    for entry in open.flatten() {
        if let Some(number) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse().ok())
        {
            set_nodelay(number);
        }
    }
}

#[cfg(unix)]
#[allow(unsafe_code, reason = "no safe function takes the number of a socket")]
fn set_nodelay(socket: i32) {
    const LENGTH: libc::socklen_t = 4;
    let on: i32 = 1;
    // SAFETY: the call reads the four bytes of `on` and nothing else. The number may have become
    // another file's since it was listed: what is no TCP socket refuses, any other may send at
    // once too.
    unsafe {
        libc::setsockopt(
            socket,
            libc::IPPROTO_TCP,
            libc::TCP_NODELAY,
            (&raw const on).cast(),
            LENGTH,
        );
    }
}

#[cfg(not(unix))]
fn set_nodelay(_: i32) {}
