//! The tables as diesel sees them, on both databases. A test compares this
//! page with what the migrations make.

use diesel::{allow_tables_to_appear_in_same_query, joinable, table};

table! {
    organizations (id) {
        id -> Text,
        name -> Text,
        time_zone -> Nullable<Text>,
        created_at -> BigInt,
    }
}

table! {
    organization_features (org_id, feature) {
        org_id -> Text,
        feature -> Text,
    }
}

table! {
    people (id) {
        id -> Text,
        display_name -> Text,
    }
}

table! {
    members (org_id, person_id) {
        org_id -> Text,
        person_id -> Text,
        role -> Text,
    }
}

table! {
    training_principles (org_id) {
        org_id -> Text,
        principle -> Text,
        updated_by -> Text,
        updated_at -> BigInt,
    }
}

table! {
    api_tokens (id) {
        id -> Text,
        key_id -> Text,
        secret_hash -> Binary,
        org_id -> Text,
        person_id -> Text,
        name -> Text,
        scopes -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
    }
}

table! {
    library_workouts (id) {
        id -> Text,
        org_id -> Text,
        name -> Text,
        document -> Text,
        created_at -> BigInt,
        name_key -> Text,
        kind -> Text,
        level -> Nullable<Text>,
        version -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    runs (id) {
        id -> Text,
        org_id -> Text,
        person_id -> Text,
        kind -> Text,
        state -> Text,
        request_hash -> Binary,
        result -> Nullable<Text>,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        idempotency_key -> Nullable<Text>,
        owner -> Nullable<Text>,
        attempt -> BigInt,
        lease_until -> Nullable<BigInt>,
        deadline -> BigInt,
        cancel_requested -> Bool,
        last_sequence -> BigInt,
    }
}

table! {
    run_requests (run_id) {
        run_id -> Text,
        document -> Text,
    }
}

table! {
    run_events (run_id, sequence) {
        run_id -> Text,
        sequence -> BigInt,
        document -> Text,
    }
}

table! {
    run_weeks (run_id, week) {
        run_id -> Text,
        week -> BigInt,
        document -> Text,
    }
}

table! {
    run_tokens (run_id) {
        run_id -> Text,
        tokens -> BigInt,
    }
}

table! {
    token_days (org_id, day) {
        org_id -> Text,
        day -> Text,
        tokens -> BigInt,
    }
}

table! {
    token_reservations (id) {
        id -> Text,
        run_id -> Text,
        org_id -> Text,
        day -> Text,
        tokens -> BigInt,
    }
}

table! {
    plans (id) {
        id -> Text,
        org_id -> Text,
        created_by -> Text,
        athlete_id -> Nullable<Text>,
        display_name -> Text,
        status -> Text,
        version -> BigInt,
        short_id -> Nullable<Text>,
        published -> Bool,
        published_at -> Nullable<BigInt>,
        time_zone -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    slugs (slug) {
        slug -> Text,
        plan_id -> Nullable<Text>,
        released_at -> Nullable<BigInt>,
    }
}

table! {
    plan_bases (plan_id, revision) {
        plan_id -> Text,
        revision -> BigInt,
        document -> Text,
    }
}

table! {
    operations (plan_id, sequence) {
        plan_id -> Text,
        sequence -> BigInt,
        actor -> Text,
        at -> BigInt,
        payload -> Text,
    }
}

table! {
    injury_details (plan_id, sequence) {
        plan_id -> Text,
        sequence -> BigInt,
        part -> Text,
        body_part -> Text,
        note -> Nullable<Text>,
    }
}

table! {
    audit_log (id) {
        id -> Text,
        org_id -> Text,
        actor -> Text,
        action -> Text,
        object -> Text,
        before_version -> Nullable<BigInt>,
        after_version -> Nullable<BigInt>,
        request_id -> Nullable<Text>,
        at -> BigInt,
    }
}

joinable!(members -> people (person_id));
joinable!(slugs -> plans (plan_id));

allow_tables_to_appear_in_same_query!(
    api_tokens,
    library_workouts,
    members,
    operations,
    organizations,
    people,
    plan_bases,
    plans,
    run_events,
    run_weeks,
    runs,
    slugs,
);
