//! TLS with certificates of the test's own making.

use super::process::{Client, Folder, Server, get, read_answer};
use std::{fs, io::Write, net::TcpStream, path::Path, sync::Arc};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto::ring,
    pki_types::CertificateDer,
};

/// Writes a new certificate and its key, and answers whom to trust.
fn renew(folder: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    made.cert.der().clone()
}

const FLAGS: [&str; 4] = [
    "--tls-certificate",
    "certificate.pem",
    "--tls-key",
    "key.pem",
];

/// The status of an answer over TLS, or why the server is not trusted.
fn ask(server: &Server, trusted: &CertificateDer<'static>) -> std::io::Result<u16> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let name = "localhost".try_into().unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(&server.address)?);
    stream.write_all(get("/api/v1/test").as_bytes())?;
    assert_eq!(stream.conn.alpn_protocol(), Some(b"http/1.1".as_slice()));
    Ok(read_answer(&mut stream).status)
}

pub fn tls_serves_and_reads_certificates_again() {
    let folder = Folder::new();
    let path = folder.0.clone();
    let first = renew(&path);
    let flags = [FLAGS.as_slice(), &["--head-timeout-seconds", "1"]].concat();
    let server = Server::start_in(folder, &flags);
    assert_eq!(ask(&server, &first).unwrap(), 200);

    // Neither plain HTTP nor silence is answered, and neither stays.
    let mut plain: Client = server.connect();
    plain.send(&get("/"));
    let mut alert = Vec::new();
    let _ = std::io::Read::read_to_end(&mut plain.0, &mut alert);
    assert!(!alert.starts_with(b"HTTP"));
    server.connect().wait_for_end();

    fs::write(path.join("key.pem"), "no key").unwrap();
    server.signal("-HUP");
    server.wait_for_line("stays as it was");
    assert_eq!(ask(&server, &first).unwrap(), 200);

    let second = renew(&path);
    server.signal("-HUP");
    server.wait_for_line("Read the TLS certificate again");
    assert_eq!(ask(&server, &second).unwrap(), 200);
    assert!(ask(&server, &first).is_err(), "the first is gone");
}

pub fn tls_errors_say_what_to_do() {
    let folder = Folder::new();
    let fails = |flags: &[&str], code: i32, words: &str| {
        let output = folder.command(flags).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{message}");
        assert!(message.contains(words), "{words}: {message}");
    };
    fails(&FLAGS[..2], 2, "--tls-key");
    fails(&FLAGS, 1, "cannot read the TLS certificate certificate.pem");
    renew(&folder.0);
    let (certificate, key) = (folder.0.join("certificate.pem"), folder.0.join("key.pem"));
    let of_first = fs::read(&certificate).unwrap();
    renew(&folder.0);
    fs::write(&certificate, of_first).unwrap();
    fails(&FLAGS, 1, "does not belong to the first certificate");
    fs::copy(&key, &certificate).unwrap();
    fails(&FLAGS, 1, "there is no certificate in certificate.pem");
    fs::remove_file(&key).unwrap();
    renew(&folder.0);
    fs::remove_file(&key).unwrap();
    fails(&FLAGS, 1, "cannot read the TLS private key key.pem");
}
