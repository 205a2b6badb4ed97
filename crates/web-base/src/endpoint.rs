//! One address and the methods it answers.
//!
//! A thin layer over actix's `Resource` that keeps three promises no handler
//! should have to remember: HEAD wherever GET is, `OPTIONS` answered, and 405
//! with `Allow` for the rest.

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, Route, web};

use crate::problem::Problem;

/// One address of the URL tree.
///
/// ```
/// # use web_base::endpoint::Endpoint;
/// # use actix_web::{App, HttpResponse};
/// let app = App::new().service(
///     Endpoint::at("/healthz").get(|| async { HttpResponse::Ok().finish() }),
/// );
/// ```
#[must_use = "an endpoint answers nothing until it is registered as a service"]
pub struct Endpoint {
    path: String,
    resource: Resource,
    allowed: Vec<Method>,
}

impl Endpoint {
    /// The address, in actix's pattern syntax.
    pub fn at(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            resource: web::resource(path),
            allowed: Vec::new(),
        }
    }

    /// The address, as it was given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Answers GET and, without the body, HEAD.
    pub fn get<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::GET, handler.clone())
            .on(Method::HEAD, handler)
    }

    /// Answers POST.
    pub fn post<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::POST, handler)
    }

    /// Answers PUT.
    pub fn put<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::PUT, handler)
    }

    /// Answers PATCH.
    pub fn patch<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::PATCH, handler)
    }

    /// Answers DELETE.
    pub fn delete<F, Args>(self, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.on(Method::DELETE, handler)
    }

    fn on<F, Args>(mut self, method: Method, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.resource = self
            .resource
            .route(Route::new().method(method.clone()).to(handler));
        self.allowed.push(method);
        self
    }

    fn allow(&self) -> HeaderValue {
        let mut names = self.allowed.iter().map(Method::as_str).collect::<Vec<_>>();
        names.push(Method::OPTIONS.as_str());
        // Method names are tokens, so they always make a header value.
        HeaderValue::from_str(&names.join(", "))
            .unwrap_or_else(|_| HeaderValue::from_static("OPTIONS"))
    }
}

impl HttpServiceFactory for Endpoint {
    fn register(self, config: &mut AppService) {
        let allow = self.allow();
        let refused = allow.clone();
        self.resource
            .route(Route::new().method(Method::OPTIONS).to(move || {
                let allow = allow.clone();
                async move {
                    HttpResponse::NoContent()
                        .insert_header((ALLOW, allow))
                        .finish()
                }
            }))
            .default_service(web::to(move || {
                let refusal = Problem::method_not_allowed(&refused);
                async move { Err::<HttpResponse, _>(refusal) }
            }))
            .register(config);
    }
}
