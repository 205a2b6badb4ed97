use std::time::Instant;

use test_support::TestDatabase;

use crate::test_app::serve;

#[actix_web::test]
async fn a_vdot_has_its_races_and_paces() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    let answer = anon.get("/api/paces?vdot=50").await;
    assert_eq!(answer.status, 200, "it needs no database");
    let body = answer.json();
    assert_eq!(body["vdot"], 50);
    let equivalents = body["equivalents"].as_array().unwrap();
    let distances = equivalents
        .iter()
        .map(|race| race["distanceMeters"].as_f64().unwrap())
        .collect::<Vec<_>>();
    assert_eq!(
        distances,
        [
            1_500.0, 1_609.344, 3_000.0, 5_000.0, 10_000.0, 15_000.0, 21_097.5, 42_195.0
        ]
    );
    // Daniels' Running Formula, 3rd ed., VDOT 50: 5 km 19:57, 10 km 41:21, marathon 3:10:49.
    for (race, seconds) in [(3, 1_197), (4, 2_481), (7, 11_449)] {
        let time = equivalents[race]["timeSeconds"].as_i64().unwrap();
        assert!((time - seconds).abs() <= 1, "{time}");
    }
    let zones = body["zones"].as_array().unwrap();
    let names = zones
        .iter()
        .map(|zone| zone["zone"].as_str().unwrap())
        .collect::<Vec<_>>();
    assert_eq!(
        names,
        ["Easy", "Marathon", "Threshold", "Interval", "Repetition"]
    );
    // The same book: E 4:56–5:34, T 4:15 a kilometer.
    for (zone, member, seconds) in [
        (0, "minSecondsPerKm", 296.0),
        (0, "maxSecondsPerKm", 334.0),
        (2, "minSecondsPerKm", 255.0),
    ] {
        let pace = zones[zone][member].as_f64().unwrap();
        assert!((pace - seconds).abs() <= 1.0, "{member}: {pace}");
    }
    for zone in zones {
        for member in ["minPacePerMile", "maxPacePerMile"] {
            let (minutes, seconds) = zone[member].as_str().unwrap().split_once(':').unwrap();
            assert!(minutes.parse::<u8>().is_ok() && seconds.len() == 2);
        }
        assert!(zone["rpeMin"].as_u64() < zone["rpeMax"].as_u64());
    }
}

#[actix_web::test]
async fn a_race_is_as_good_as_its_vdot() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    let body = anon
        .get("/api/paces?distanceMeters=10000&timeSeconds=2481")
        .await
        .json();
    let vdot = body["vdot"].as_f64().unwrap();
    assert!((vdot - 50.0).abs() < 0.05, "{vdot}");
    let half = anon
        .get("/api/paces?timeSeconds=5400&distanceMeters=21097.5")
        .await;
    assert_eq!(half.status, 200);
}

#[actix_web::test]
async fn exactly_one_form_with_values_in_range_is_accepted() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |_| {});
    for (query, expected) in [
        ("", &["#/vdot"][..]),
        ("vdot=", &["#/vdot"]),
        ("vdot=fast", &["#/vdot"]),
        ("vdot=NaN", &["#/vdot"]),
        ("vdot=inf", &["#/vdot"]),
        ("vdot=5e1", &["#/vdot"]),
        ("vdot=-50", &["#/vdot"]),
        ("vdot=1.2.3", &["#/vdot"]),
        ("vdot=.", &["#/vdot"]),
        ("vdot=9.99", &["#/vdot"]),
        ("vdot=90.01", &["#/vdot"]),
        ("vdot=99999999999999999999999999", &["#/vdot"]),
        ("vdot=50&vdot=51", &["#/vdot"]),
        ("vdot=50&distanceMeters=10000", &["#/distanceMeters"]),
        (
            "vdot=50&timeSeconds=1&distanceMeters=1",
            &["#/distanceMeters", "#/timeSeconds"],
        ),
        ("distanceMeters=10000", &["#/timeSeconds"]),
        ("timeSeconds=2481", &["#/distanceMeters"]),
        (
            "distanceMeters=far&timeSeconds=long",
            &["#/distanceMeters", "#/timeSeconds"],
        ),
        ("distanceMeters=0&timeSeconds=10", &["#/distanceMeters"]),
        ("distanceMeters=100&timeSeconds=10", &["#/distanceMeters"]),
        ("distanceMeters=10000&timeSeconds=0", &["#/timeSeconds"]),
        ("distanceMeters=10000&timeSeconds=60", &["#/timeSeconds"]),
        ("vdot=50&units=metric", &["#/units"]),
    ] {
        let (status, code, pointers) = anon.get(&format!("/api/paces?{query}")).await.problem();
        assert_eq!((status, code.as_str()), (422, "invalid_value"), "{query}");
        assert_eq!(pointers, expected, "{query}");
    }
}

#[actix_web::test]
async fn a_flood_is_refused_in_the_same_words() {
    let (anon, _) = serve(&TestDatabase::empty_sqlite(), |config| {
        config.flood_limit = 3
    });
    let begin = Instant::now();
    for _ in 0..3 {
        assert_eq!(anon.get("/api/paces?vdot=50").await.status, 200);
    }
    // On a machine so slow that a third of a minute passes there is room for another.
    let mut others = 0;
    let refused = loop {
        let answer = anon.get("/healthz").await;
        if answer.status == 429 {
            break answer;
        }
        others += 1;
        assert!(others <= begin.elapsed().as_secs() / 20, "a flood passes");
    };
    assert_eq!(refused.problem(), (429, "rate_limited".to_owned(), vec![]));
    let wait = refused.header("retry-after").parse::<u64>().unwrap();
    assert!((1..=21).contains(&wait), "a third of a minute: {wait}");
    assert_eq!(refused.header("access-control-allow-origin"), "*");
}
