//! The whole URL tree.

use actix_web::middleware::from_fn;
use actix_web::web::{ServiceConfig, scope};
use web_base::endpoint::Endpoint;
use web_base::problem;

use crate::flood::Flood;
use crate::rate_limit::middleware::limit;
use crate::{api, health, openapi};

/// Every route names a plan and is under the exact limit, or is behind the
/// flood guard.
pub(crate) fn all(tree: &mut ServiceConfig, flood: &Flood) {
    problem::for_framework_errors(tree);
    tree.service(
        scope("/api/plans/{publicId}")
            .wrap(from_fn(limit))
            .service(Endpoint::at("").get(api::plans::show::show)),
    )
    .service(
        scope("")
            .wrap(flood.guard())
            .service(Endpoint::at("/api/paces").get(api::paces::show))
            .service(Endpoint::at("/.well-known/openapi.json").get(openapi::serve))
            .service(Endpoint::at("/healthz").get(health::healthz))
            .service(Endpoint::at("/readyz").get(health::readyz)),
    );
}
