//! The service from outside, over HTTP and on each database; the tree mirrors the URLs.

mod app;
mod openapi;
mod story;
