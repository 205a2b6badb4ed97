//! Who asks: a bearer token, checked before anything else of the request is
//! looked at. What is below this middleware cannot be reached without one.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, ResponseError, web};
use plan_store::tokens::{self, TokenIdentity};
use plan_store::{Store, StoreError};
use web_base::edge::RequestId;
use web_base::problem::Problem;

use crate::app::State;
use crate::ops::{Actor, OpError};

const CHALLENGE: &str = "Bearer realm=\"strata\"";
const CHALLENGE_INVALID: &str = "Bearer realm=\"strata\", error=\"invalid_token\"";

/// Lets a request pass with its [`Actor`], or answers 401.
pub(crate) async fn authenticate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match actor(&request).await {
        Ok(actor) => {
            request.extensions_mut().insert(actor);
            next.call(request)
                .await
                .map(ServiceResponse::map_into_boxed_body)
        }
        // An answer and not an error, so that the edge sees it like any other.
        Err(problem) => Ok(request.into_response(problem.error_response())),
    }
}

async fn actor(request: &ServiceRequest) -> Result<Actor, Problem> {
    let state = request
        .app_data::<web::Data<State>>()
        .ok_or_else(|| Problem::internal("the application has no state"))?;
    let now = state.now();
    let token = bearer(request.headers())?;
    let identity = identify(&state.store, token, now)
        .await
        .map_err(OpError::Store)?
        .ok_or_else(|| Problem::unauthorized(CHALLENGE_INVALID, "the token is not valid"))?;
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map(RequestId::to_string);
    Ok(Actor {
        identity,
        request_id: request_id.ok_or_else(|| Problem::internal("no edge around this route"))?,
        now,
    })
}

async fn identify(
    store: &Store,
    token: String,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Option<TokenIdentity>, StoreError> {
    let identity = store
        .read(move |conn| tokens::authenticate(conn, &token, now))
        .await?;
    if let Some(TokenIdentity {
        token_id,
        use_unrecorded: true,
        ..
    }) = identity
    {
        // A statistic: whoever only reads is not turned away because it cannot be written.
        let recorded: Result<(), StoreError> = store
            .write(move |conn| tokens::record_use(conn, token_id, now))
            .await;
        if let Err(error) = recorded {
            tracing::warn!(%error, "the use of a token is not recorded");
        }
    }
    Ok(identity)
}

/// The one token of the one `Authorization` header.
fn bearer(headers: &HeaderMap) -> Result<String, Problem> {
    let mut values = headers.get_all(AUTHORIZATION);
    let (Some(value), None) = (values.next(), values.next()) else {
        let detail = "send one header: Authorization: Bearer strata_…";
        return Err(Problem::unauthorized(CHALLENGE, detail));
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .filter(|token| !token.is_empty());
    token.map(str::to_owned).ok_or_else(|| {
        Problem::unauthorized(CHALLENGE, "the Authorization header holds no bearer token")
    })
}

impl FromRequest for Actor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = request.extensions().get::<Self>().cloned();
        ready(actor.ok_or_else(|| Problem::internal("this route is not authenticated")))
    }
}
