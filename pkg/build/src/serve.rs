//! A small server of files for this machine only: `demo/` and `pkg/`, under the policy that the README asks of a site.

use crate::project::Project;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// The strictest policy under which the module still runs.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/// Tried first, so that the address is the same every time.
const PORT: u16 = 8420;
const FOLDERS: [&str; 2] = ["demo", "pkg"];
const LONGEST_REQUEST: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Server {
    listener: TcpListener,
    root: PathBuf,
}

struct Response {
    status: &'static str,
    /// The type of the body, or where a redirection leads.
    kind: String,
    body: Vec<u8>,
}

impl Server {
    /// On the port asked for, or else on the usual one, or else on any that is free.
    pub fn open(project: &Project, port: Option<u16>) -> Result<Self> {
        let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = match port {
            Some(port) => bind(port).with_context(|| format!("cannot listen on port {port}"))?,
            None => bind(PORT).or_else(|_| bind(0))?,
        };
        Ok(Self {
            listener,
            root: project.root.canonicalize()?,
        })
    }

    pub fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    pub fn page(&self) -> Result<String> {
        Ok(format!("http://localhost:{}/demo/", self.address()?.port()))
    }

    pub fn announce(self) -> Self {
        if let Ok(page) = self.page() {
            println!("\nThe demo is at {page}   (Ctrl+C ends it)");
        }
        self
    }

    /// Answers until the process ends.
    pub fn run(self) -> Result<()> {
        loop {
            let (stream, _) = match self.listener.accept() {
                Ok(accepted) => accepted,
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => continue,
                Err(error) => return Err(error.into()),
            };
            let root = self.root.clone();
            // A client that went away is not an error of this server.
            thread::spawn(move || _ = answer(&root, stream));
        }
    }
}

fn answer(root: &Path, mut stream: TcpStream) -> Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = read_head(&mut stream)?;
    let mut words = request.split_ascii_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let response = match method {
        "GET" | "HEAD" => respond(root, target),
        _ => Response::message("405 Method Not Allowed"),
    };
    let kind = if response.status.starts_with('3') {
        "Location"
    } else {
        "Content-Type"
    };
    let head = format!(
        "HTTP/1.1 {}\r\n{kind}: {}\r\nContent-Length: {}\r\nContent-Security-Policy: {CONTENT_SECURITY_POLICY}\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        response.status,
        response.kind,
        response.body.len(),
    );
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(&response.body)?;
    }
    Ok(())
}

/// A request up to its blank line. There is never a body to read.
fn read_head(stream: &mut TcpStream) -> Result<String> {
    let mut head = Vec::new();
    let mut block = [0; 2048];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let count = stream.read(&mut block)?;
        ensure!(count > 0 && head.len() < LONGEST_REQUEST, "not a request");
        head.extend_from_slice(&block[..count]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn respond(root: &Path, target: &str) -> Response {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    if path == "/" {
        return Response::to("/demo/".to_owned());
    }
    let Some(file) = locate(root, path) else {
        return Response::message("404 Not Found");
    };
    if file.is_dir() {
        if !path.ends_with('/') {
            return Response::to(format!("{path}/"));
        }
        return Response::file(&file.join("index.html"));
    }
    Response::file(&file)
}

impl Response {
    fn file(path: &Path) -> Self {
        match fs::read(path) {
            Ok(body) => Self {
                status: "200 OK",
                kind: media_type(path).to_owned(),
                body,
            },
            Err(_) => Self::message("404 Not Found"),
        }
    }

    fn to(place: String) -> Self {
        Self {
            status: "301 Moved Permanently",
            kind: place,
            body: Vec::new(),
        }
    }

    fn message(status: &'static str) -> Self {
        Self {
            status,
            kind: "text/plain; charset=utf-8".to_owned(),
            body: status.into(),
        }
    }
}

/// The file or folder that a path of an address names, if it lies in one of the folders that are served.
fn locate(root: &Path, path: &str) -> Option<PathBuf> {
    let path = decode(path.strip_prefix('/')?)?;
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let hidden = |part: &&str| part.starts_with('.') || part.contains(['\\', ':', '\0']) || *part == "node_modules";
    let folder = parts.first()?;
    if !FOLDERS.contains(folder) || parts.iter().any(hidden) {
        return None;
    }
    let found = parts
        .iter()
        .fold(root.to_owned(), |path, part| path.join(part))
        .canonicalize()
        .ok()?;
    found.starts_with(root.join(folder)).then_some(found)
}

/// `%20` and its like, back to what they stand for.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "rules" | "ndjson" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Asks a server for a path, as a browser would, and gives the body of a good answer.
pub fn fetch(address: SocketAddr, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
    let status = head.lines().next().unwrap_or_default();
    if !status.starts_with("HTTP/1.1 200 ") {
        bail!("{path}: {status}");
    }
    Ok(body.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, locate, media_type, respond};
    use std::fs;
    use std::path::{Path, PathBuf};

    fn site(name: &str) -> PathBuf {
        let root = std::env::temp_dir().join(format!("safegrade-serve-{}-{name}", std::process::id()));
        for folder in ["demo/sub", "pkg/node_modules", "src"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in [
            "demo/index.html",
            "demo/a b.js",
            "demo/.hidden",
            "pkg/node_modules/x.js",
            "src/lib.rs",
        ] {
            fs::write(root.join(file), file).unwrap();
        }
        root.canonicalize().unwrap()
    }

    #[test]
    fn only_the_two_folders_are_served() {
        let root = site("folders");
        assert_eq!(locate(&root, "/demo/a%20b.js"), Some(root.join("demo/a b.js")));
        for path in [
            "/src/lib.rs",
            "/demo/../src/lib.rs",
            "/demo/%2e%2e/src/lib.rs",
            "/demo/..%2fsrc/lib.rs",
            "/demo/.hidden",
            "/pkg/node_modules/x.js",
            "/demo/absent.html",
            "/demo/%zz",
            "//etc/passwd",
            "demo/index.html",
            "",
        ] {
            assert_eq!(locate(&root, path), None, "{path}");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn answers() {
        let root = site("answers");
        let page = respond(&root, "/demo/?x=1");
        assert_eq!(
            (page.status, page.body.as_slice()),
            ("200 OK", b"demo/index.html".as_slice())
        );
        assert_eq!(respond(&root, "/").kind, "/demo/");
        assert_eq!(respond(&root, "/demo").kind, "/demo/");
        assert_eq!(respond(&root, "/demo/sub/").status, "404 Not Found");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn escapes_and_types() {
        assert_eq!(decode("a%C3%A9b").as_deref(), Some("a\u{e9}b"));
        assert_eq!((decode("%"), decode("%4"), decode("%ff")), (None, None, None));
        assert_eq!(media_type(Path::new("a.wasm")), "application/wasm");
        assert_eq!(media_type(Path::new("a.js")), "text/javascript; charset=utf-8");
    }
}
