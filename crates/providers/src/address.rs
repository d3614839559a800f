//! Which addresses of an answer may be called. A model's answer is data; an address in it could lead into our own network.

use std::net::{IpAddr, SocketAddr};

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};

use crate::CallError;

/// Checks an address that a provider named. Good are those of the provider's own origin, and any public one by https.
///
/// # Errors
/// When it is neither.
pub fn check(address: &str, base: &Url) -> Result<Url, CallError> {
    let refused = || CallError::invalid("the answer names an address that is not called");
    let url = Url::parse(address).map_err(|_| refused())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused());
    }
    if same_origin(&url, base) {
        return Ok(url);
    }
    let public = match url.host_str() {
        None => false,
        Some(host) => {
            let literal = host.trim_matches(['[', ']']).parse::<IpAddr>();
            literal.map_or_else(|_| is_public_name(host), is_public)
        }
    };
    if url.scheme() == "https" && public { Ok(url) } else { Err(refused()) }
}

pub fn same_origin(url: &Url, base: &Url) -> bool {
    url.scheme() == base.scheme()
        && url.host_str() == base.host_str()
        && url.port_or_known_default() == base.port_or_known_default()
}

fn is_public_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let inner = [".local", ".localhost", ".internal", ".lan", ".home.arpa"];
    host != "localhost" && host.contains('.') && !inner.iter().any(|end| host.ends_with(end))
}

/// Whether an address is of the public internet (RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => {
            let [a, b, c, _] = four.octets();
            !(four.is_private()
                || four.is_loopback()
                || four.is_link_local()
                || four.is_broadcast()
                || four.is_documentation()
                || four.is_unspecified()
                || four.is_multicast()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(six) => {
            if let Some(four) = six.to_ipv4_mapped() {
                return is_public(IpAddr::V4(four));
            }
            let first = six.segments()[0];
            // Global unicast without documentation, 6to4 and Teredo, which lead to other addresses.
            (0x2000..0x4000).contains(&first)
                && first != 0x2002
                && !(first == 0x2001 && (six.segments()[1] == 0 || six.segments()[1] == 0xdb8))
        }
    }
}

/// Resolves names to public addresses only, so that no name leads where a number may not.
pub struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str().to_owned(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name has no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_and_the_provider_s_own_are_called() {
        let base = Url::parse("http://127.0.0.1:4000/fal").unwrap();
        for good in ["http://127.0.0.1:4000/files/1", "https://v3.fal.media/files/a.mp4", "https://8.8.8.8/x"]
        {
            assert!(check(good, &base).is_ok(), "{good}");
        }
        for bad in [
            "http://127.0.0.1:4001/files/1",
            "http://v3.fal.media/a",
            "https://localhost/a",
            "https://10.0.0.1/a",
            "https://169.254.169.254/latest",
            "https://[::1]/a",
            "https://[::ffff:10.0.0.1]/a",
            "https://metadata.internal/",
            "https://database/",
            "https://user:pw@v3.fal.media/a",
            "file:///etc/passwd",
            "/etc/passwd",
            "https://100.64.0.1/",
        ] {
            assert!(check(bad, &base).is_err(), "{bad}");
        }
    }
}
