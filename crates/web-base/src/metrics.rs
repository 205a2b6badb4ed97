//! What operators count: Prometheus' text format, on a listener of its own.
//!
//! Labels are words of this program: route patterns, methods HTTP knows, classes
//! of status. Nothing a client writes becomes a label, so nobody can make the
//! number of series grow, and no id or name of a plan shows.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpResponse, web};
use prometheus::core::Collector;
use prometheus::{
    Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
    TextEncoder,
};

use crate::config::{ConfigError, Env};
use crate::endpoint::Endpoint;
use crate::problem;
use crate::server::{self, Bound, ServerSettings};

/// Where `/metrics` is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricsAddress {
    /// Nowhere.
    Off,
    /// There; the service does not start without it.
    At(SocketAddr),
    /// There unless something else is: nobody asked for it, so nobody misses it.
    IfFree(SocketAddr),
}

impl MetricsAddress {
    const VARIABLE: &str = "STRATA_METRICS_ADDR";

    /// Reads `STRATA_METRICS_ADDR`: an address and port, or `off`. Where it is
    /// not set, the default if it is free: two services of one machine must not
    /// keep each other from starting.
    ///
    /// # Errors
    /// Names the variable.
    pub fn from_env(env: &Env<'_>, default: SocketAddr) -> Result<Self, ConfigError> {
        let expected = format!("off, or an address and port such as {default}");
        let given = env.optional(Self::VARIABLE, &expected, |text| match text {
            "off" => Some(Self::Off),
            text => text.parse().ok().map(Self::At),
        })?;
        Ok(given.unwrap_or(Self::IfFree(default)))
    }
}

/// The figures of one service. Clones share them.
#[derive(Clone)]
pub struct Metrics(Arc<Figures>);

struct Figures {
    registry: Registry,
    requests: HistogramVec,
    in_flight: IntGauge,
    /// Brings figures that are kept elsewhere up to date.
    refresh: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// Seconds, for what takes microseconds from memory and minutes at worst.
const SECONDS: &[f64] = &[
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    10.0, 60.0,
];

impl Metrics {
    /// The figures every service has: requests by route, method and status class.
    ///
    /// `version` is the program's.
    pub fn new(version: &'static str) -> Self {
        let registry = Registry::new();
        let options = HistogramOpts::new(
            "strata_http_request_duration_seconds",
            "Time until a response began, by route pattern, method and status class.",
        )
        .buckets(SECONDS.to_vec());
        let requests = register(
            &registry,
            HistogramVec::new(options, &["route", "method", "status"]),
        );
        let in_flight = register(
            &registry,
            IntGauge::new(
                "strata_http_requests_in_flight",
                "Requests whose response has not begun.",
            ),
        );
        let metrics = Self(Arc::new(Figures {
            registry,
            requests,
            in_flight,
            refresh: Mutex::default(),
        }));
        let build = Opts::new("strata_build_info", "Always 1; the label says what runs.")
            .const_label("version", version);
        metrics.add(IntGauge::with_opts(build)).set(1);
        metrics
    }

    /// A counter of its own.
    pub fn counter(&self, name: &str, help: &str) -> IntCounter {
        self.add(IntCounter::new(name, help))
    }

    /// Counters by one label, whose values have to be words of the program.
    pub fn counters(&self, name: &str, help: &str, label: &str) -> IntCounterVec {
        self.add(IntCounterVec::new(Opts::new(name, help), &[label]))
    }

    /// A figure that goes up and down.
    pub fn gauge(&self, name: &str, help: &str) -> IntGauge {
        self.add(IntGauge::new(name, help))
    }

    /// How values are spread, in buckets up to these bounds.
    pub fn histogram(&self, name: &str, help: &str, bounds: &[f64]) -> Histogram {
        let options = HistogramOpts::new(name, help).buckets(bounds.to_vec());
        self.add(Histogram::with_opts(options))
    }

    /// Has something done before the figures are read: setting those that are
    /// counted elsewhere.
    pub fn before_reading(&self, refresh: impl Fn() + Send + Sync + 'static) {
        let mut all = self
            .0
            .refresh
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        all.push(Box::new(refresh));
    }

    fn add<C: Collector + Clone + 'static>(&self, figure: prometheus::Result<C>) -> C {
        register(&self.0.registry, figure)
    }

    /// Counts a request from now until it is [answered](Request::answered).
    pub(crate) fn request(&self, method: &Method) -> Request {
        self.0.in_flight.inc();
        Request {
            figures: Arc::clone(&self.0),
            started: Instant::now(),
            method: known(method),
        }
    }

    /// All figures, as Prometheus reads them.
    pub fn text(&self) -> String {
        for refresh in &*self
            .0
            .refresh
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
        {
            refresh();
        }
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = TextEncoder::new().encode_utf8(&self.0.registry.gather(), &mut text);
        text
    }

    /// Listens where it is said to; serve it with
    /// [`Bound::with_metrics`](crate::server::Bound::with_metrics).
    ///
    /// # Errors
    /// When an address that was asked for cannot be listened on.
    pub fn bind(&self, at: MetricsAddress) -> std::io::Result<Option<Bound>> {
        let (address, is_wanted) = match at {
            MetricsAddress::Off => return Ok(None),
            MetricsAddress::At(address) => (address, true),
            MetricsAddress::IfFree(address) => (address, false),
        };
        let settings = ServerSettings {
            workers: Some(1),
            ..ServerSettings::on(address)
        };
        let metrics = self.clone();
        let bound = server::bind(&settings, move || {
            App::new()
                .app_data(web::Data::new(metrics.clone()))
                .configure(problem::for_framework_errors)
                .service(Endpoint::at("/metrics").get(serve))
        });
        match bound {
            Ok(bound) => Ok(Some(bound)),
            Err(error) if is_wanted => {
                Err(server::unheard_at(error, address, MetricsAddress::VARIABLE))
            }
            Err(error) => {
                tracing::warn!(metrics = %address, %error, "no metrics: set STRATA_METRICS_ADDR");
                Ok(None)
            }
        }
    }
}

async fn serve(metrics: web::Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(metrics.text())
}

/// Every name is written once in this program.
fn register<C: Collector + Clone + 'static>(
    registry: &Registry,
    figure: prometheus::Result<C>,
) -> C {
    let registered = figure.and_then(|figure| {
        registry.register(Box::new(figure.clone()))?;
        Ok(figure)
    });
    registered.unwrap_or_else(|error| unreachable!("a valid name, given once: {error}"))
}

/// A request that is being answered; one that is dropped was given up.
pub(crate) struct Request {
    figures: Arc<Figures>,
    started: Instant,
    method: &'static str,
}

impl Request {
    pub(crate) fn answered(self, route: Option<&str>, status: StatusCode) {
        let labels = [route.unwrap_or("(none)"), self.method, class(status)];
        self.figures
            .requests
            .with_label_values(&labels)
            .observe(self.started.elapsed().as_secs_f64());
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.figures.in_flight.dec();
    }
}

/// The methods of RFC 9110 and PATCH; anything may stand in a request.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        304 => "304",
        429 => "429",
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_as_prometheus_reads_them_and_labels_are_our_words() {
        let metrics = Metrics::new("1.2.3");
        let hits = metrics.counters("strata_hits_total", "Hits.", "result");
        hits.with_label_values(&["kept"]).inc_by(2);
        let kept = metrics.gauge("strata_kept", "Kept.");
        metrics.before_reading(move || kept.set(7));
        let brew = Method::from_bytes(b"BREW").unwrap();
        for (method, status) in [(Method::GET, 200), (Method::GET, 304), (brew, 405)] {
            let status = StatusCode::from_u16(status).unwrap();
            metrics.request(&method).answered(Some("/a/{b}"), status);
        }
        drop(metrics.request(&Method::GET));
        let text = metrics.text();
        for line in [
            "strata_build_info{version=\"1.2.3\"} 1",
            "strata_hits_total{result=\"kept\"} 2",
            "strata_kept 7",
            "strata_http_requests_in_flight 0",
            "# TYPE strata_http_request_duration_seconds histogram",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        for (method, status) in [("GET", "2xx"), ("GET", "304"), ("other", "4xx")] {
            let series =
                format!("{{method=\"{method}\",route=\"/a/{{b}}\",status=\"{status}\"}} 1");
            let line = format!("strata_http_request_duration_seconds_count{series}");
            assert!(text.contains(&line), "{line}\n{text}");
        }
    }

    #[test]
    fn a_taken_address_is_refused_only_where_it_was_asked_for() {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        let metrics = Metrics::new("1");
        assert!(metrics.bind(MetricsAddress::Off).unwrap().is_none());
        assert!(
            metrics
                .bind(MetricsAddress::IfFree(address))
                .unwrap()
                .is_none()
        );
        let Err(refused) = metrics.bind(MetricsAddress::At(address)) else {
            panic!("it is taken");
        };
        assert!(
            refused.to_string().contains("STRATA_METRICS_ADDR"),
            "{refused}"
        );
    }

    #[test]
    fn the_address_is_read_strictly() {
        let default = ([127, 0, 0, 1], 9464).into();
        for (value, expected) in [
            ("", Some(MetricsAddress::IfFree(default))),
            ("off", Some(MetricsAddress::Off)),
            (
                "10.0.0.1:9000",
                Some(MetricsAddress::At(([10, 0, 0, 1], 9000).into())),
            ),
            ("9464", None),
            ("OFF", None),
        ] {
            let env = Env::from_lookup(|_| Some(value.to_owned()));
            let read = MetricsAddress::from_env(&env, default);
            assert_eq!(read.clone().ok(), expected, "{value}");
            if let Err(error) = read {
                assert_eq!(error.variable(), "STRATA_METRICS_ADDR");
            }
        }
    }
}
