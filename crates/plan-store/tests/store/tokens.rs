use chrono::{DateTime, TimeDelta, Utc};
use plan_store::tokens::{self, NewToken, Scope, Scopes, TokenIdentity};
use plan_store::{Store, StoreError, TokenId, members};
use test_support::builders::now;
use test_support::for_each_database;

use crate::Ground;

async fn authenticate(store: &Store, token: &str, at: DateTime<Utc>) -> Option<TokenIdentity> {
    let token = token.to_owned();
    store
        .read(move |conn| tokens::authenticate(conn, &token, at))
        .await
        .unwrap()
}

fn new_token(ground: &Ground, expires_at: Option<DateTime<Utc>>) -> NewToken {
    NewToken {
        org_id: ground.team.org,
        person_id: ground.team.coach,
        name: "laptop".to_owned(),
        scopes: [Scope::PlansRead, Scope::PlansGenerate]
            .into_iter()
            .collect(),
        expires_at,
    }
}

#[test]
fn a_token_stands_for_its_owner_until_it_ends() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let end = now() + TimeDelta::days(30);
        let new = new_token(&ground, Some(end));
        let (token, secret) = ground
            .write(move |conn| tokens::create(conn, new, now()))
            .await;
        let identity = authenticate(&ground.store, secret.reveal(), now())
            .await
            .unwrap();
        assert_eq!(identity.token_id, token.id);
        assert_eq!(identity.org_id, ground.team.org);
        assert_eq!(identity.person_id, ground.team.coach);
        assert!(identity.scopes.allow(Scope::PlansGenerate));
        assert!(!identity.scopes.allow(Scope::PlansWrite));

        let just_before = end - TimeDelta::microseconds(1);
        assert!(
            authenticate(&ground.store, secret.reveal(), just_before)
                .await
                .is_some()
        );
        assert_eq!(
            authenticate(&ground.store, secret.reveal(), end).await,
            None
        );

        let org = ground.team.org;
        for _ in 0..2 {
            ground
                .write(move |conn| tokens::revoke(conn, org, token.id, now()))
                .await;
        }
        assert_eq!(
            authenticate(&ground.store, secret.reveal(), now()).await,
            None
        );
        let stored = ground.read(move |conn| tokens::get(conn, token.id)).await;
        assert_eq!(stored.revoked_at, Some(now()), "revoked once");
        assert_eq!(stored.org_id, org);

        let nobodys = TokenId::generate(now()).unwrap();
        let unknown = ground.store.read(move |conn| tokens::get(conn, nobodys));
        assert!(matches!(unknown.await, Err(StoreError::NotFound("token"))));
    });
}

#[test]
fn anything_but_the_exact_token_stands_for_nobody() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let (first, second) = (new_token(&ground, None), new_token(&ground, None));
        let (one, other) = ground
            .write(move |conn| {
                let (_, one) = tokens::create(conn, first, now())?;
                let (_, other) = tokens::create(conn, second, now())?;
                Ok((one, other))
            })
            .await;
        let token = one.reveal();
        let parts: Vec<&str> = token.split('_').collect();
        assert_eq!(
            [parts[0].len(), parts[1].len(), parts[2].len()],
            [6, 12, 49]
        );
        assert_ne!(token, other.reveal());

        // A right checksum over a wrong secret gets as far as the hash.
        let body = format!("strata_{}_{}", parts[1], "x".repeat(43));
        let forged = format!("{body}{}", checksum(&body));
        let swapped = {
            let secret = other.reveal().split('_').next_back().unwrap();
            let body = format!("strata_{}_{}", parts[1], &secret[..43]);
            format!("{body}{}", checksum(&body))
        };
        let unknown_key = {
            let body = format!("strata_{}_{}", "0".repeat(12), &parts[2][..43]);
            format!("{body}{}", checksum(&body))
        };
        let mut flipped = token.to_owned();
        let last = if token.ends_with('0') { '1' } else { '0' };
        flipped.pop();
        flipped.push(last);
        for wrong in [
            "",
            "_",
            "__",
            "strata",
            "strata__",
            "Bearer",
            &token[1..],
            &token[..token.len() - 1],
            &format!("{token}0"),
            &format!(" {token}"),
            &token.to_uppercase(),
            &flipped,
            &forged,
            &swapped,
            &unknown_key,
            "strata_ääääää_ääääääääääääääääääääääääääääääääääääääääää",
        ] {
            assert_eq!(
                authenticate(&ground.store, wrong, now()).await,
                None,
                "{wrong}"
            );
        }
        assert!(authenticate(&ground.store, token, now()).await.is_some());
    });
}

/// The checksum as the format documents it, worked out apart from the code.
fn checksum(body: &str) -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut crc = u32::MAX;
    for byte in body.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 * (crc & 1));
        }
    }
    crc = !crc;
    let mut text = Vec::new();
    for _ in 0..6 {
        text.push(DIGITS[(crc % 62) as usize]);
        crc /= 62;
    }
    text.reverse();
    String::from_utf8(text).unwrap()
}

#[test]
fn the_database_holds_no_secret() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let new = new_token(&ground, None);
        let (token, secret) = ground
            .write(move |conn| tokens::create(conn, new, now()))
            .await;
        assert!(!format!("{token:?} {secret:?}").contains(&secret.reveal()[20..]));
        let hash = match db.engine() {
            test_support::Engine::Sqlite => "hex(secret_hash)",
            test_support::Engine::Postgres => "encode(secret_hash, 'hex')",
        };
        let rows = db.texts(&format!(
            "SELECT id || key_id || name || scopes || {hash} AS value FROM api_tokens"
        ));
        let secret_part = secret.reveal().split('_').next_back().unwrap();
        let row = rows[0].as_deref().unwrap();
        assert!(!row.contains(secret_part) && !row.contains(&secret_part[..20]));
    });
}

#[test]
fn use_is_recorded_now_and_then() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let new = new_token(&ground, None);
        let (token, secret) = ground
            .write(move |conn| tokens::create(conn, new, now()))
            .await;
        let unrecorded = async |at| {
            let identity = authenticate(&ground.store, secret.reveal(), at)
                .await
                .unwrap();
            identity.use_unrecorded
        };
        assert!(unrecorded(now()).await);
        ground
            .write(move |conn| tokens::record_use(conn, token.id, now()))
            .await;
        assert!(!unrecorded(now() + TimeDelta::minutes(9)).await);
        assert!(unrecorded(now() + TimeDelta::minutes(10)).await);
        let org = ground.team.org;
        let listed = ground.read(move |conn| tokens::list(conn, org)).await;
        assert_eq!(listed[0].last_used_at, Some(now()));
    });
}

#[test]
fn tokens_belong_to_their_organization_and_end_with_the_membership() {
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let strangers = ground.strangers().await;
        let new = new_token(&ground, None);
        let (token, secret) = ground
            .write(move |conn| tokens::create(conn, new, now()))
            .await;
        let refused = ground
            .store
            .write(move |conn| tokens::revoke(conn, strangers.org, token.id, now()))
            .await;
        assert!(matches!(refused, Err(StoreError::NotFound("token"))));
        let theirs = ground
            .read(move |conn| tokens::list(conn, strangers.org))
            .await;
        assert_eq!(theirs, []);

        let mut foreign = new_token(&ground, None);
        foreign.person_id = strangers.coach;
        let refused = ground
            .store
            .write(move |conn| tokens::create(conn, foreign, now()))
            .await;
        assert!(
            matches!(refused, Err(StoreError::NotFound(_))),
            "{refused:?}"
        );

        let (org, coach) = (ground.team.org, ground.team.coach);
        ground
            .write(move |conn| members::remove(conn, org, coach))
            .await;
        assert_eq!(
            authenticate(&ground.store, secret.reveal(), now()).await,
            None
        );
    });
}

#[test]
fn scopes_are_words_and_an_unknown_one_is_corrupt() {
    let scopes: Scopes = "plans:generate plans:read".parse().unwrap();
    assert_eq!(scopes.to_string(), "plans:read plans:generate");
    assert_eq!(
        Scopes::all().to_string(),
        "plans:read plans:write plans:generate"
    );
    assert!("plans:everything".parse::<Scopes>().is_err());
    for_each_database(async |db| {
        let ground = Ground::lay(&db).await;
        let new = new_token(&ground, None);
        let (_, secret) = ground
            .write(move |conn| tokens::create(conn, new, now()))
            .await;
        db.execute("UPDATE api_tokens SET scopes = 'everything'")
            .unwrap();
        let token = secret.reveal().to_owned();
        let found = ground
            .store
            .read(move |conn| tokens::authenticate(conn, &token, now()))
            .await;
        assert!(matches!(
            found,
            Err(StoreError::Corrupt {
                table: "api_tokens",
                ..
            })
        ));
    });
}
