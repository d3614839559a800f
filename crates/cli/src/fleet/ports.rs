use std::{
    collections::{BTreeMap, BTreeSet},
    net::{Ipv4Addr, TcpListener},
};

/// Ports below 32768: those above are what the kernel gives to outgoing connections.
const FIRST: u16 = 20_000;
const LAST: u16 = 31_999;

/// Whether nobody listens on `port` of loopback.
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// The port named `name`, chosen and kept in `known` when there is none. `seed` spreads fleets that start together.
pub fn choose(known: &mut BTreeMap<String, u16>, name: &str, seed: u64) -> anyhow::Result<u16> {
    if let Some(port) = known.get(name) {
        return Ok(*port);
    }
    let taken: BTreeSet<u16> = known.values().copied().collect();
    let count = u64::from(LAST - FIRST) + 1;
    let port = (0..count)
        .map(|step| FIRST + ((seed + step) % count) as u16)
        .find(|port| !taken.contains(port) && is_free(*port))
        .ok_or_else(|| anyhow::anyhow!("no free port between {FIRST} and {LAST}"))?;
    known.insert(name.to_owned(), port);
    Ok(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_free_different_and_remembered() {
        let mut known = BTreeMap::new();
        let first = choose(&mut known, "a", 7).unwrap();
        let second = choose(&mut known, "b", 7).unwrap();
        assert_ne!(first, second);
        assert!((FIRST..=LAST).contains(&first));
        let _busy = TcpListener::bind((Ipv4Addr::LOCALHOST, first));
        assert_eq!(choose(&mut known, "a", 7).unwrap(), first);
        assert_ne!(choose(&mut BTreeMap::new(), "a", u64::from(first - FIRST)).unwrap(), first);
    }
}
