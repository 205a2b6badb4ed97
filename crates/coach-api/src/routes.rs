//! The whole URL tree.

use actix_governor::Governor;
use actix_governor::governor::clock::QuantaInstant;
use actix_governor::governor::middleware::NoOpMiddleware;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use web_base::endpoint::Endpoint;

use crate::api::burst::ByToken;
use crate::api::{ai_coach, auth, health, library, openapi, plans};

pub(crate) type Limiter = Governor<ByToken, NoOpMiddleware<QuantaInstant>>;

/// Registers every route. Below `/api/v1` nobody comes without a token, and
/// nobody faster than the limiter lets them; the address itself says so.
pub(crate) fn configure(app: &mut ServiceConfig, limiter: Limiter) {
    app.service(Endpoint::at("/healthz").get(health::get_health))
        .service(Endpoint::at("/readyz").get(health::get_readiness))
        .service(Endpoint::at("/.well-known/openapi.json").get(openapi::get_openapi))
        .service(Endpoint::at("/api/v1").get(openapi::get_entry))
        .service(
            web::scope("/api/v1")
                .configure(ai_coach)
                .configure(library)
                .configure(plans)
                .default_service(web::to(openapi::no_such_route))
                .wrap(limiter)
                .wrap(from_fn(auth::authenticate)),
        );
}

fn ai_coach(scope: &mut ServiceConfig) {
    let at = |path: &str| Endpoint::at(&format!("/ai-coach{path}"));
    scope
        .service(at("/generate-draft").post(ai_coach::generate_draft::generate_draft))
        .service(at("/generate-draft/stream").post(ai_coach::generate_draft::stream_draft))
        .service(at("/generate-plan").post(ai_coach::generate_plan::generate_plan))
        .service(at("/generate-plan/stream").post(ai_coach::generate_plan::stream_plan))
        .service(
            at("/generate-plan/stream/incremental").post(ai_coach::generate_plan::stream_weeks),
        )
        .service(at("/parse-draft").post(ai_coach::parse_draft::parse_draft))
        .service(
            at("/training-principle/{org_id}")
                .get(ai_coach::training_principle::get_training_principle)
                .put(ai_coach::training_principle::set_training_principle)
                .delete(ai_coach::training_principle::clear_training_principle),
        )
        .service(
            at("/runs/{id}")
                .get(ai_coach::runs::get_run)
                .delete(ai_coach::runs::cancel_run),
        )
        .service(at("/runs/{id}/events").get(ai_coach::runs::get_run_events));
}

fn library(scope: &mut ServiceConfig) {
    let at = |path: &str| Endpoint::at(&format!("/organizations/{{org_id}}/workouts{path}"));
    scope
        .service(
            at("")
                .get(library::list::list_library)
                .post(library::create::create_library_workout),
        )
        .service(at("/import").post(library::import::import_library))
        .service(
            at("/{workout_id}")
                .get(library::get::get_library_workout)
                .put(library::update::update_library_workout)
                .delete(library::delete::delete_library_workout),
        );
}

fn plans(scope: &mut ServiceConfig) {
    use plans::layers;
    let at = |path: &str| Endpoint::at(&format!("/plans{path}"));
    scope
        .service(
            at("")
                .get(plans::list::list_plans)
                .post(plans::create::create_plan),
        )
        .service(
            at("/{id}")
                .get(plans::get::get_plan)
                .patch(plans::update::update_plan)
                .delete(plans::delete::delete_plan),
        )
        .service(at("/{id}/publish").post(plans::publish::publish_plan))
        .service(at("/{id}/slug").delete(plans::publish::remove_slug))
        .service(at("/{id}/unpublish").post(plans::publish::unpublish_plan))
        .service(at("/{id}/vacations").post(layers::add_vacation))
        .service(at("/{id}/vacations/{overlay_id}").delete(layers::remove_vacation))
        .service(at("/{id}/injuries").post(layers::report_injury))
        .service(
            at("/{id}/injuries/{overlay_id}")
                .patch(layers::resolve_injury)
                .delete(layers::remove_injury),
        )
        .service(at("/{id}/overrides").post(layers::add_override))
        .service(at("/{id}/overrides/{overlay_id}").delete(layers::remove_override))
        .service(at("/{id}/moves").post(layers::move_workout))
        .service(at("/{id}/moves/{overlay_id}").delete(layers::remove_move))
        .service(at("/{id}/days-off").post(layers::add_day_off))
        .service(at("/{id}/days-off/{overlay_id}").delete(layers::remove_day_off))
        .service(at("/{id}/redistributions").post(layers::add_redistribution))
        .service(at("/{id}/redistributions/{overlay_id}").delete(layers::remove_redistribution))
        .service(at("/{id}/completions").post(layers::log_workout))
        .service(at("/{id}/completions/{overlay_id}").delete(layers::unlog_workout));
}
