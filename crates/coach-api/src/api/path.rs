//! Ids in paths: what is no id names nothing, so it answers like an unknown one.

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::{FromRequest, HttpRequest, dev};
use plan_store::OrgId;
use web_base::problem::Problem;

use crate::ops::OpError;

/// The id in the path's segment `{id}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id<T>(pub(crate) T);

/// The organization of the path, in its segment `{org_id}`; text that is no id
/// is nobody's organization.
pub(crate) struct OfOrganization(pub(crate) Result<OrgId, OpError>);

/// The id in the path's segment `{workout_id}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WorkoutId<T>(pub(crate) T);

/// The id in the path's segment `{overlay_id}`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InnerId<T>(pub(crate) T);

fn segment<T: FromStr>(request: &HttpRequest, name: &str) -> Result<T, Problem> {
    let text = request.match_info().query(name);
    text.parse()
        .map_err(|_| Problem::not_found("nothing has this id"))
}

impl<T: FromStr> FromRequest for Id<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(segment(request, "id").map(Self))
    }
}

impl<T: FromStr> FromRequest for InnerId<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(segment(request, "overlay_id").map(Self))
    }
}

impl<T: FromStr> FromRequest for WorkoutId<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(segment(request, "workout_id").map(Self))
    }
}

impl FromRequest for OfOrganization {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let org = request.match_info().query("org_id").parse();
        ready(Ok(Self(org.map_err(|_| OpError::NotYourOrganization))))
    }
}
