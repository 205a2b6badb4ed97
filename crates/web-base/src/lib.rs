//! What both services share: problem+json, configuration, strict bodies, telemetry, shutdown.
