//! What an organization's runs may spend on models in a day, in tokens.
//!
//! Tokens are set aside before a call and settled after it; a day counts both,
//! so its budget holds whatever many calls are open at the same time. A
//! reservation that nobody settles stays counted in full: money may have gone,
//! nobody knows. Days are those of UTC.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use diesel::prelude::*;

use crate::connection::{Connection, on_either};
use crate::rows::token_reservation::TokenReservationRow;
use crate::rows::{count, stored};
use crate::schema::{run_tokens as u, token_days as d, token_reservations as t};
use crate::{Conflict, OrgId, ReservationId, RunId, StoreError};

/// Tokens set aside for a call that nobody has settled yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// Its id.
    pub id: ReservationId,
    /// How many.
    pub tokens: u64,
}

/// Sets tokens aside for a call of a run, on the day `now` is in. What would
/// pass `daily_limit` is refused; the check and the step are one statement.
///
/// Under one id this happens once: whoever does not know whether it was written
/// says it again.
///
/// # Errors
/// [`Conflict::BudgetSpent`]; [`StoreError::NotFound`] for an unknown
/// organization or run.
pub fn reserve(
    conn: &mut Connection,
    aside: Reservation,
    org: OrgId,
    run: RunId,
    daily_limit: u64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // The `filter` of ON CONFLICT; the prelude's is that of tables.
    use diesel::query_dsl::methods::FilterDsl as _;
    let Reservation { id, tokens } = aside;
    let id = id.to_string();
    let known = diesel::select(diesel::dsl::exists(t::table.find(&id)));
    if known.get_result(conn)? {
        return Ok(());
    }
    let today = now.date_naive();
    let spent = StoreError::Conflict(Conflict::BudgetSpent {
        resets_at: day_after(today),
    });
    let Some(room) = daily_limit.checked_sub(tokens) else {
        return Err(spent);
    };
    let (org, day) = (org.to_string(), today.to_string());
    let counted = on_either!(
        conn,
        diesel::insert_into(d::table)
            .values((
                d::org_id.eq(&org),
                d::day.eq(&day),
                d::tokens.eq(stored(tokens)),
            ))
            .on_conflict((d::org_id, d::day))
            .do_update()
            .set(d::tokens.eq(d::tokens + stored(tokens)))
            .filter(d::tokens.le(stored(room)))
            .execute(conn)
    )?;
    if counted == 0 {
        return Err(spent);
    }
    diesel::insert_into(t::table)
        .values(TokenReservationRow {
            id,
            run_id: run.to_string(),
            org_id: org,
            day,
            tokens: stored(tokens),
        })
        .execute(conn)?;
    Ok(())
}

/// Says what a call really cost, on the day its tokens were set aside; the rest
/// is free again. More than was set aside counts too, even past the limit.
///
/// # Errors
/// [`StoreError::NotFound`] where it is settled already.
pub fn settle(
    conn: &mut Connection,
    reservation: ReservationId,
    tokens: u64,
) -> Result<(), StoreError> {
    let row: TokenReservationRow = on_either!(
        conn,
        diesel::delete(t::table.find(reservation.to_string()))
            .returning(TokenReservationRow::as_returning())
            .get_result(conn)
    )
    .optional()?
    .ok_or(StoreError::NotFound("token reservation"))?;
    diesel::update(d::table.find((row.org_id, row.day)))
        .set(d::tokens.eq(d::tokens + (stored(tokens) - row.tokens)))
        .execute(conn)?;
    add_to_run(conn, &row.run_id, stored(tokens))
}

/// A run's tokens are those of all its attempts.
fn add_to_run(conn: &mut Connection, run: &str, tokens: i64) -> Result<(), StoreError> {
    on_either!(
        conn,
        diesel::insert_into(u::table)
            .values((u::run_id.eq(run), u::tokens.eq(tokens)))
            .on_conflict(u::run_id)
            .do_update()
            .set(u::tokens.eq(u::tokens + tokens))
            .execute(conn)
    )?;
    Ok(())
}

/// What a run's calls have cost, those of earlier attempts too; open calls are
/// not in it.
///
/// # Errors
/// Those of the database.
pub fn used_by(conn: &mut Connection, run: RunId) -> Result<u64, StoreError> {
    let tokens: Option<i64> = u::table
        .find(run.to_string())
        .select(u::tokens)
        .first(conn)
        .optional()?;
    count("run_tokens", tokens.unwrap_or(0))
}

/// Settles the open calls of a run at what was set aside for them, and returns
/// how many there were: whoever takes a run over cannot know what they cost.
///
/// # Errors
/// Those of the database.
pub fn settle_open_of(conn: &mut Connection, run: RunId) -> Result<usize, StoreError> {
    let run = run.to_string();
    let open = t::table.filter(t::run_id.eq(&run));
    let tokens: Vec<i64> = on_either!(
        conn,
        diesel::delete(open).returning(t::tokens).get_results(conn)
    )?;
    if !tokens.is_empty() {
        add_to_run(conn, &run, tokens.iter().sum())?;
    }
    Ok(tokens.len())
}

/// The tokens an organization's runs took of a day: settled and set aside. For whoever
/// looks from outside, as tests do; the service itself sets aside and settles.
///
/// # Errors
/// Those of the database.
pub fn spent_on(conn: &mut Connection, org: OrgId, day: NaiveDate) -> Result<u64, StoreError> {
    let tokens: Option<i64> = d::table
        .find((org.to_string(), day.to_string()))
        .select(d::tokens)
        .first(conn)
        .optional()?;
    count("token_days", tokens.unwrap_or(0))
}

/// The first moment of the next day.
fn day_after(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    next.and_time(NaiveTime::MIN).and_utc()
}
