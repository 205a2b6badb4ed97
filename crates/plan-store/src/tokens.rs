//! API tokens: shown once, stored as a hash, found by their key id.
//!
//! `strata_<key id>_<secret><checksum>`: the prefix lets secret scanners know
//! it, the key id finds the row, the secret is 43 random base62 characters (256
//! bits), and the CRC-32 catches a token cut short before the database is asked.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::connection::Connection;
use crate::rows::api_token::ApiTokenRow;
use crate::rows::micros;
use crate::schema::api_tokens as t;
use crate::{OrgId, PersonId, StoreError, TokenId, random};

const PREFIX: &str = "strata";
const KEY_ID_LENGTH: usize = 12;
const SECRET_LENGTH: usize = 43;
const CHECKSUM_LENGTH: usize = 6;
/// `last_used_at` is exact to this, so that reading does not write each time.
const USE_RECORDED_EVERY: TimeDelta = TimeDelta::minutes(10);

plan_core::words! {
    /// Something a token allows, within what its owner's role allows.
    pub enum Scope("scope") {
        /// Read plans, drafts and the library.
        PlansRead = "plans:read",
        /// Create, edit, publish and delete plans.
        PlansWrite = "plans:write",
        /// Generate drafts and plans.
        PlansGenerate = "plans:generate",
    }
}

/// What a token allows. As text, the words with a space between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Every scope there is.
    pub fn all() -> Self {
        Scope::ALL.iter().copied().collect()
    }

    /// True where `scope` is among them.
    pub fn allow(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// The scopes, in their declared order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.0.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{scope}")?;
        }
        Ok(())
    }
}

impl FromStr for Scopes {
    type Err = plan_core::error::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_whitespace().map(str::parse).collect()
    }
}

/// A token as its owner sees it later: without the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id, not secret.
    pub id: TokenId,
    /// The organization it is for.
    pub org_id: OrgId,
    /// Who acts with it.
    pub person_id: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// What it allows.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it no longer works.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last used, to within ten minutes.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The organization it is for.
    pub org_id: OrgId,
    /// Who acts with it; a member of the organization.
    pub person_id: PersonId,
    /// What its owner calls it.
    pub name: String,
    /// What it allows.
    pub scopes: Scopes,
    /// From when on it no longer works.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The whole token, to be shown once. `Debug` hides it.
pub struct TokenSecret(String);

impl TokenSecret {
    /// The token itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSecret(…)")
    }
}

/// Who a valid token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIdentity {
    /// The token.
    pub token_id: TokenId,
    /// The organization it is for.
    pub org_id: OrgId,
    /// Who acts.
    pub person_id: PersonId,
    /// What it allows.
    pub scopes: Scopes,
    /// True when [`record_use`] would write.
    pub use_unrecorded: bool,
}

/// Makes a token. The secret is returned here and never again.
///
/// # Errors
/// [`StoreError::NotFound`] where the person is not a member.
pub fn create(
    conn: &mut Connection,
    new: NewToken,
    now: DateTime<Utc>,
) -> Result<(ApiToken, TokenSecret), StoreError> {
    let key_id = random::base62(KEY_ID_LENGTH)?;
    let secret = random::base62(SECRET_LENGTH)?;
    let body = format!("{PREFIX}_{key_id}_{secret}");
    let token = format!("{body}{}", checksum(&body));
    let row = ApiTokenRow {
        id: TokenId::generate(now)?.to_string(),
        key_id,
        secret_hash: hash(&token),
        org_id: new.org_id.to_string(),
        person_id: new.person_id.to_string(),
        name: new.name,
        scopes: new.scopes.to_string(),
        created_at: micros(now),
        expires_at: new.expires_at.map(micros),
        revoked_at: None,
        last_used_at: None,
    };
    diesel::insert_into(t::table).values(&row).execute(conn)?;
    Ok((row.try_into()?, TokenSecret(token)))
}

/// Who `token` stands for at `now`; `None` for one that is malformed, unknown,
/// expired or revoked, without saying which.
///
/// # Errors
/// Those of the database.
pub fn authenticate(
    conn: &mut Connection,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<TokenIdentity>, StoreError> {
    let Some(key_id) = key_id(token) else {
        return Ok(None);
    };
    let row = t::table
        .filter(t::key_id.eq(key_id))
        .select(ApiTokenRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    if !bool::from(row.secret_hash.as_slice().ct_eq(&hash(token))) {
        return Ok(None);
    }
    let stored = ApiToken::try_from(row)?;
    let ended = stored.revoked_at.is_some() || stored.expires_at.is_some_and(|end| end <= now);
    Ok((!ended).then(|| TokenIdentity {
        token_id: stored.id,
        org_id: stored.org_id,
        person_id: stored.person_id,
        use_unrecorded: stored
            .last_used_at
            .is_none_or(|last| last + USE_RECORDED_EVERY <= now),
        scopes: stored.scopes,
    }))
}

/// Notes that a token was used; worth a write only where
/// [`TokenIdentity::use_unrecorded`].
///
/// # Errors
/// Those of the database.
pub fn record_use(
    conn: &mut Connection,
    token: TokenId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    diesel::update(t::table.find(token.to_string()))
        .set(t::last_used_at.eq(micros(now)))
        .execute(conn)?;
    Ok(())
}

/// The tokens of an organization, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Connection, org: OrgId) -> Result<Vec<ApiToken>, StoreError> {
    t::table
        .filter(t::org_id.eq(org.to_string()))
        .order(t::id)
        .select(ApiTokenRow::as_select())
        .load(conn)?
        .into_iter()
        .map(ApiToken::try_from)
        .collect()
}

/// A token, whoever it is for: what an operator does who has its id alone.
///
/// # Errors
/// [`StoreError::NotFound`] where there is none.
pub fn get(conn: &mut Connection, token: TokenId) -> Result<ApiToken, StoreError> {
    t::table
        .find(token.to_string())
        .select(ApiTokenRow::as_select())
        .first(conn)
        .optional()?
        .ok_or(StoreError::NotFound("token"))?
        .try_into()
}

/// Ends a token of an organization at once; revoking it again changes nothing.
///
/// # Errors
/// [`StoreError::NotFound`] where the organization has no such token.
pub fn revoke(
    conn: &mut Connection,
    org: OrgId,
    token: TokenId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let of_org = || {
        t::table
            .filter(t::id.eq(token.to_string()))
            .filter(t::org_id.eq(org.to_string()))
    };
    let revoked = diesel::update(of_org().filter(t::revoked_at.is_null()))
        .set(t::revoked_at.eq(micros(now)))
        .execute(conn)?;
    if revoked == 0 && of_org().count().get_result::<i64>(conn)? == 0 {
        return Err(StoreError::NotFound("token"));
    }
    Ok(())
}

/// The key id of a well-formed token: right prefix, lengths and checksum.
fn key_id(token: &str) -> Option<&str> {
    let (prefix, rest) = token.split_once('_')?;
    let (key_id, tail) = rest.split_once('_')?;
    let (body, sum) = token.split_at_checked(token.len().checked_sub(CHECKSUM_LENGTH)?)?;
    let well_formed = prefix == PREFIX
        && key_id.len() == KEY_ID_LENGTH
        && tail.len() == SECRET_LENGTH + CHECKSUM_LENGTH
        && sum == checksum(body);
    well_formed.then_some(key_id)
}

fn checksum(body: &str) -> String {
    random::six_digits(crc32fast::hash(body.as_bytes()))
}

/// A secret of 256 random bits cannot be searched for, so one fast hash is enough.
fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
