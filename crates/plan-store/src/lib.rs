//! Plans, operations and organizations in SQLite or PostgreSQL.
//!
//! One set of tables, rows and queries serves both databases. Queries are free
//! functions over `&mut Connection`, grouped by subject, so the caller decides
//! what belongs into one transaction:
//!
//! ```no_run
//! # async fn example(store: plan_store::Store, plan: plan_store::PlanId,
//! #     person: plan_store::PersonId) -> Result<(), plan_store::StoreError> {
//! use plan_store::plans;
//!
//! let stored = store
//!     .read(move |conn| plans::load_for_member(conn, plan, person))
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Store::read`] is one consistent view, [`Store::write`] one transaction;
//! both run on the blocking pool, never on an async worker.
//!
//! Architecture invariant: nothing here knows HTTP or training rules, and
//! nothing here asks the clock. A stored value that breaks a rule of the domain
//! is [`StoreError::Corrupt`], never a default.

// bundled SQLite and libpq are linked through these.
use libsqlite3_sys as _;
use pq_sys as _;

pub mod audit;
mod base_documents;
pub mod budgets;
mod commits;
mod connection;
mod database_url;
mod documents;
mod either;
mod error;
mod file_id;
mod ids;
mod injuries;
mod kept_reader;
pub mod library;
pub mod members;
mod migrations;
pub mod operations;
pub mod organizations;
pub mod plans;
pub mod principles;
pub mod public_plans;
mod public_reader;
pub mod publishing;
mod random;
mod rows;
pub mod runs;
mod schema;
mod store;
pub mod tokens;

pub use connection::Connection;
pub use database_url::DatabaseUrl;
pub use error::{Conflict, StoreError};
pub use ids::{LibraryWorkoutId, OrgId, PersonId, PlanId, ReservationId, RunId, TokenId};
pub use injuries::InjuryDetail;
pub use kept_reader::KeptReader;
pub use migrations::SchemaState;
pub use store::{Store, StoreOptions};
