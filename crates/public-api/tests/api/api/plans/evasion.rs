//! What people send to be somebody else: `fixtures/clients/evasion.json`.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use test_support::{TestDatabase, fixture_json};
use web_base::client::{Client, TrustedProxies};

use crate::test_app::serve;

#[derive(Deserialize)]
struct Attempt {
    trick: String,
    /// Header lines.
    sent: Vec<String>,
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl Attempt {
    fn all() -> Vec<Self> {
        let all: Vec<Self> = serde_json::from_value(fixture_json("clients/evasion.json")).unwrap();
        assert!(all.len() >= 200, "{}", all.len());
        all
    }

    fn lines(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        self.sent.iter().map(|line| {
            let (name, value) = line.split_once(": ").unwrap();
            (
                name.parse().unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            )
        })
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in self.lines() {
            headers.append(name, value);
        }
        headers
    }

    /// As a proxy passes them on that writes what it saw at the end of the line.
    fn with_appended(&self, seen: &str) -> HeaderMap {
        let mut headers = self.headers();
        let mut line = Vec::new();
        for value in headers.get_all(X_FORWARDED_FOR) {
            line.extend_from_slice(value.as_bytes());
            line.extend_from_slice(b", ");
        }
        line.extend_from_slice(seen.as_bytes());
        headers.insert(X_FORWARDED_FOR, HeaderValue::from_bytes(&line).unwrap());
        headers
    }

    /// As a proxy passes them on that writes a line of its own.
    fn with_line(&self, seen: &str) -> HeaderMap {
        let mut headers = self.headers();
        headers.append(X_FORWARDED_FOR, HeaderValue::from_str(seen).unwrap());
        headers
    }
}

/// Who sends, as proxies write them: each is one client.
const SENDERS: [&[&str]; 3] = [
    &[
        "203.0.113.9",
        "203.0.113.9:4711",
        "::ffff:203.0.113.9",
        "::FFFF:CB00:7109",
    ],
    &[
        "2001:db8:aaaa:bbbb:1::1",
        "2001:DB8:AAAA:BBBB:1::1",
        "2001:0db8:aaaa:bbbb:0001:0000:0000:0001",
        "[2001:db8:aaaa:bbbb:1::1]",
        "[2001:db8:aaaa:bbbb:1::1]:4711",
        // The same network, another interface.
        "2001:db8:aaaa:bbbb::",
        "2001:db8:aaaa:bbbb:ffff:ffff:ffff:ffff",
    ],
    // 6to4: an IPv6 client all the same.
    &["2002:cb00:7109:1::1", "2002:CB00:7109:0001:2:3:4:5"],
];

#[test]
fn no_header_changes_who_a_client_is() {
    let nobody = TrustedProxies::default();
    let proxies: TrustedProxies = "10.0.0.0/8, fd00::/8".parse().unwrap();
    let proxy: IpAddr = "10.0.0.1".parse().unwrap();
    for attempt in Attempt::all() {
        let trick = &attempt.trick;
        let sent = attempt.headers();
        // A direct connection, whoever else is trusted, the proxy's included
        // where no proxy is.
        let direct = Client::resolve(Some(proxy), &sent, &nobody);
        assert_eq!(direct, Client::from(proxy), "{trick}: {:?}", attempt.sent);
        for spellings in SENDERS {
            let address: IpAddr = spellings[0].parse().unwrap();
            let client = Client::from(address);
            for trusted in [&nobody, &proxies] {
                let direct = Client::resolve(Some(address), &sent, trusted);
                assert_eq!(direct, client, "{trick}: {:?}", attempt.sent);
            }
            for seen in spellings {
                let two = format!("{seen}, 10.0.0.2,fd00::7");
                for headers in [
                    attempt.with_appended(seen),
                    attempt.with_line(seen),
                    attempt.with_appended(&two),
                    attempt.with_line(&two),
                ] {
                    let behind = Client::resolve(Some(proxy), &headers, &proxies);
                    assert_eq!(behind, client, "{trick}: {:?} by {seen}", attempt.sent);
                }
            }
        }
    }
}

#[actix_web::test]
async fn nobody_gets_an_answer_more_by_a_header() {
    const LIMIT: usize = 5;
    for is_behind_proxy in [false, true] {
        let (anon, _) = serve(&TestDatabase::empty_sqlite(), |config| {
            config.rate_limit = LIMIT as u32;
            if is_behind_proxy {
                config.trusted_proxies = Ipv4Addr::LOCALHOST.to_string().parse().unwrap();
            }
        });
        let mut admitted = 0;
        let begin = Instant::now();
        for attempt in Attempt::all() {
            let headers = if is_behind_proxy {
                attempt.with_appended("203.0.113.9")
            } else {
                attempt.headers()
            };
            let lines = headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_bytes()))
                .collect::<Vec<_>>();
            let answer = anon.send_bytes("GET", "/api/plans/0000000", &lines).await;
            if answer.status != 429 {
                admitted += 1;
            }
        }
        // As many as anybody in so many windows, which is one unless a machine is slow.
        let windows = 1 + begin.elapsed().as_secs() as usize / 60;
        let promised = LIMIT..=LIMIT * windows;
        assert!(promised.contains(&admitted), "{admitted}, not {promised:?}");
    }
}
