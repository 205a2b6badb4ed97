//! What the public service's PostgreSQL role may read: a published plan, and
//! nothing that names a person or tells of a body.

use diesel::connection::SimpleConnection;

use crate::connection::Connection;
use crate::{Store, StoreError};

/// Tables with the columns the public service reads. `plans` goes without its
/// people and organization, `operations` without who did it; `injury_details`,
/// `api_tokens`, `people`, `members`, `runs` with their events, weeks and tokens,
/// `training_principles` and `audit_log` are not here at all.
const READABLE: &[(&str, &str)] = &[
    ("__diesel_schema_migrations", "version"),
    (
        "plans",
        "id, display_name, status, version, short_id, published, created_at, updated_at",
    ),
    ("slugs", "slug, plan_id, released_at"),
    ("plan_bases", "plan_id, revision, document"),
    ("operations", "plan_id, sequence, at, payload"),
];

impl Store {
    /// Gives an existing PostgreSQL role the right to read what the public
    /// service needs, and takes every other right in this schema away.
    /// Repeat it after each migration. SQLite has no roles: there this is
    /// refused, and `mode=ro` has to do.
    ///
    /// # Errors
    /// [`StoreError::InvalidUrl`] on SQLite, [`StoreError::NotFound`] for an
    /// unknown role or a name that is not one.
    pub async fn grant_public_reader(&self, role: &str) -> Result<(), StoreError> {
        let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if role.is_empty() || role.len() > 63 || !role.bytes().all(word) {
            return Err(StoreError::NotFound("role"));
        }
        let grants = grants(role);
        self.write(move |conn| match conn {
            Connection::Sqlite(_) => Err(StoreError::InvalidUrl(
                "roles exist on PostgreSQL only".to_owned(),
            )),
            Connection::Postgres(conn) => {
                conn.batch_execute(&grants)
                    .map_err(|error| match StoreError::from(error) {
                        StoreError::SchemaOutdated(message) if message.contains("role") => {
                            StoreError::NotFound("role")
                        }
                        other => other,
                    })
            }
        })
        .await
    }
}

fn grants(role: &str) -> String {
    let mut sql = format!(
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM \"{role}\"; \
         GRANT USAGE ON SCHEMA public TO \"{role}\";"
    );
    for (table, columns) in READABLE {
        sql.push_str(&format!(
            " GRANT SELECT ({columns}) ON {table} TO \"{role}\";"
        ));
    }
    sql
}
