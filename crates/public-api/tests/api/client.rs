//! A reader: somebody with nothing but HTTP.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;

/// A client of one service.
pub(crate) struct Reader {
    http: reqwest::Client,
    base: String,
}

/// A response, read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reader {
    pub(crate) fn of(base: String) -> Self {
        Self {
            // Whatever proxy the environment names: the service is on this machine.
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            base,
        }
    }

    /// Where the service is, as it says itself unless it is told otherwise.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()));
        self.send_bytes(method, path, &headers.collect::<Vec<_>>())
            .await
    }

    /// With values that need not be text.
    pub(crate) async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &[u8])],
    ) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(value).unwrap(),
            );
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[]).await
    }

    /// A published plan; anything but 200 fails the test.
    pub(crate) async fn plan(&self, id: &str) -> Value {
        let answer = self.get(&format!("/api/plans/{id}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    pub(crate) async fn status_of_plan(&self, id: &str) -> u16 {
        self.get(&format!("/api/plans/{id}")).await.status.as_u16()
    }
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
            .to_str()
            .unwrap()
    }

    /// The media type without its parameters.
    pub(crate) fn media_type(&self) -> &str {
        self.header("content-type")
            .split(';')
            .next()
            .unwrap()
            .trim()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem it is, with its status, code and the pointers of its faults.
    pub(crate) fn problem(&self) -> (u16, String, Vec<String>) {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(
            problem.get("request_id").is_none(),
            "the same bytes for all"
        );
        let pointers = problem["errors"].as_array().cloned().unwrap_or_default();
        (
            self.status.as_u16(),
            problem["code"].as_str().unwrap().to_owned(),
            pointers
                .iter()
                .map(|fault| fault["pointer"].as_str().unwrap().to_owned())
                .collect(),
        )
    }

    /// Headers and body as one text in small letters.
    pub(crate) fn searchable(&self) -> String {
        let body = String::from_utf8_lossy(&self.body);
        format!("{:?}\n{body}", self.headers).to_lowercase()
    }

    /// Without what may differ between two answers to the same question.
    pub(crate) fn stripped(mut self) -> Self {
        for name in ["date", "x-request-id", "ratelimit"] {
            self.headers.remove(name);
        }
        self
    }
}
