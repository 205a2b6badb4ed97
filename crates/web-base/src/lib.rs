//! What both services share: problem+json, configuration, strict bodies, telemetry, shutdown.

pub mod strict_json;
