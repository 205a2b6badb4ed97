//! People and what they may do in an organization.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::connection::Connection;
use crate::rows::member::{MemberRow, NewMemberRow, NewPersonRow};
use crate::rows::word;
use crate::schema::{members, people};
use crate::{OrgId, PersonId, StoreError};

plan_core::words! {
    /// What a member may do; a later role may do all an earlier one may.
    pub enum Role("role") {
        /// Trains, and edits their own plans.
        Athlete = "athlete",
        /// Makes and edits the organization's plans.
        Coach = "coach",
        /// Also sets the organization's principle, members and tokens.
        HeadCoach = "head_coach",
    }
}

/// A person in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person_id: PersonId,
    /// What the organization calls them.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
}

/// Makes a person who is in no organization yet.
///
/// # Errors
/// Those of the database.
pub fn create_person(
    conn: &mut Connection,
    display_name: &str,
    now: DateTime<Utc>,
) -> Result<PersonId, StoreError> {
    let id = PersonId::generate(now)?;
    diesel::insert_into(people::table)
        .values(NewPersonRow {
            id: id.to_string(),
            display_name,
        })
        .execute(conn)?;
    Ok(id)
}

/// Makes a person a member, or gives a member another role.
///
/// # Errors
/// [`StoreError::NotFound`] for an unknown person or organization.
pub fn set_role(
    conn: &mut Connection,
    org: OrgId,
    person: PersonId,
    role: Role,
) -> Result<(), StoreError> {
    let changed = diesel::update(members::table.find((org.to_string(), person.to_string())))
        .set(members::role.eq(role.name()))
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(members::table)
            .values(NewMemberRow {
                org_id: org.to_string(),
                person_id: person.to_string(),
                role: role.name(),
            })
            .execute(conn)?;
    }
    Ok(())
}

/// Ends a membership, and with it the member's tokens there.
///
/// # Errors
/// [`StoreError::NotFound`] where there was none.
pub fn remove(conn: &mut Connection, org: OrgId, person: PersonId) -> Result<(), StoreError> {
    let removed =
        diesel::delete(members::table.find((org.to_string(), person.to_string()))).execute(conn)?;
    if removed == 0 {
        return Err(StoreError::NotFound("member"));
    }
    Ok(())
}

/// The role of a person in an organization; `None` for strangers, and for an
/// organization that does not exist.
///
/// # Errors
/// Those of the database.
pub fn role_of(
    conn: &mut Connection,
    person: PersonId,
    org: OrgId,
) -> Result<Option<Role>, StoreError> {
    members::table
        .find((org.to_string(), person.to_string()))
        .select(members::role)
        .first::<String>(conn)
        .optional()?
        .map(|role| word("members", &role))
        .transpose()
}

/// The members of an organization, by name.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Connection, org: OrgId) -> Result<Vec<Member>, StoreError> {
    members::table
        .inner_join(people::table)
        .filter(members::org_id.eq(org.to_string()))
        .order((people::display_name, people::id))
        .select((people::id, people::display_name, members::role))
        .load::<MemberRow>(conn)?
        .into_iter()
        .map(Member::try_from)
        .collect()
}
