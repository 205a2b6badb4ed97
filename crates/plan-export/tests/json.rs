//! What the one wire type says about a plan with something of everything.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "json/sample.rs"]
mod sample;

#[path = "json/any_plan.rs"]
mod any_plan;

use std::collections::BTreeSet;

use plan_core::overlay::{Action, Edit, Modifier, Overlay, Overlays, Values, resolve};
use plan_core::plan::{BasePlan, WorkoutId};
use plan_export::json::{self, InjuryNotes, Units};
use serde_json::{Value, json};

/// The sample plan as anyone reads it.
fn public(overlays: &Overlays, units: Units) -> Value {
    let base = sample::plan();
    let body = json::public(&sample::identity(), &resolve(&base, overlays), units);
    serde_json::to_value(body).unwrap()
}

/// The sample plan as its editors read it.
fn private(overlays: &Overlays, notes: &InjuryNotes) -> Value {
    let base = sample::plan();
    let plan = resolve(&base, overlays);
    let body = json::private(&sample::identity(), 9, &plan, overlays, notes, Units::Miles);
    serde_json::to_value(body).unwrap()
}

/// Every member's name, with the path of names that leads to it.
fn keys(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = format!("{path}/{name}");
                keys(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, path, found)),
        _ => {}
    }
}

fn keys_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(value, "", &mut found);
    found
}

fn workout<'a>(body: &'a Value, id: &str) -> &'a Value {
    body["weeks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|week| week["workouts"].as_array().unwrap())
        .find(|workout| workout["id"] == id)
        .unwrap()
}

fn written(body: &Value) -> String {
    serde_json::to_string_pretty(body).unwrap()
}

#[test]
fn the_body_of_a_plan_without_layers() {
    let base = sample::plan();
    let plan = resolve(&base, sample::none());
    let body = json::public(&sample::identity(), &plan, Units::Miles);
    insta::assert_snapshot!(serde_json::to_string_pretty(&body).unwrap());
}

#[test]
fn the_public_body_of_a_plan_with_every_layer() {
    let base = sample::plan();
    let overlays = sample::every_layer();
    let plan = resolve(&base, &overlays);
    let body = json::public(&sample::identity(), &plan, Units::Miles);
    insta::assert_snapshot!(serde_json::to_string_pretty(&body).unwrap());
}

#[test]
fn the_public_body_has_these_members_and_no_other() {
    let found = keys_of(&public(&sample::every_layer(), Units::Metric));
    insta::assert_snapshot!(found.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_private_body_adds_these_members() {
    let overlays = sample::every_layer();
    let added = keys_of(&private(&overlays, &sample::notes()))
        .difference(&keys_of(&public(&overlays, Units::Metric)))
        .cloned()
        .collect::<Vec<_>>();
    insta::assert_snapshot!(added.join("\n"));
}

#[test]
fn metric_adds_twins_and_changes_nothing_else() {
    fn without_twins(value: Value) -> Value {
        match value {
            Value::Object(members) => members
                .into_iter()
                .filter(|(name, _)| {
                    !name.to_lowercase().contains("kilometers") && !name.ends_with("PerKm")
                })
                .map(|(name, value)| (name, without_twins(value)))
                .collect(),
            Value::Array(items) => items.into_iter().map(without_twins).collect(),
            other => other,
        }
    }
    let metric = public(&sample::every_layer(), Units::Metric);
    let miles = public(&sample::every_layer(), Units::Miles);
    assert_ne!(metric, miles);
    assert_eq!(without_twins(metric), miles);
}

/// What a metric body has beside a member in miles.
fn twin(name: &str) -> Option<String> {
    match name {
        "longestRun" => Some("longestRunKilometers".to_owned()),
        _ if name.ends_with("PerMile") => Some(name.replace("PerMile", "PerKm")),
        _ => {
            let twin = name.replace("Miles", "Kilometers");
            let twin = twin.replace("miles", "kilometers");
            (twin != name).then_some(twin)
        }
    }
}

/// How many members in miles have their twin in the same object, null beside null.
fn pairs(value: &Value) -> usize {
    match value {
        Value::Object(members) => {
            let own = members.iter().filter_map(|(name, miles)| {
                let twin = twin(name)?;
                let kilometers = members.get(&twin);
                assert_eq!(
                    kilometers.map(Value::is_null),
                    Some(miles.is_null()),
                    "{twin} beside {name} in {value}"
                );
                Some(1)
            });
            own.sum::<usize>() + members.values().map(pairs).sum::<usize>()
        }
        Value::Array(items) => items.iter().map(pairs).sum(),
        _ => 0,
    }
}

#[test]
fn every_mile_has_its_kilometers_beside_it_and_null_has_null() {
    let without_fitness = sample::plan_by_feel();
    let plan = resolve(&without_fitness, sample::none());
    let by_feel = json::public(&sample::identity(), &plan, Units::Metric);
    for body in [
        public(&sample::every_layer(), Units::Metric),
        serde_json::to_value(by_feel).unwrap(),
    ] {
        let pairs = pairs(&body);
        assert!(pairs > 100, "{pairs}");
    }
}

#[test]
fn a_change_of_a_distance_has_both_ends_in_kilometers_too() {
    let body = public(&sample::every_layer(), Units::Metric);
    let mut seen = BTreeSet::new();
    for week in body["weeks"].as_array().unwrap() {
        for workout in week["workouts"].as_array().unwrap() {
            for change in workout["changes"].as_array().into_iter().flatten() {
                let is_distance = change["field"] == "targetDistanceMiles";
                for (miles, kilometers) in
                    [("before", "beforeKilometers"), ("after", "afterKilometers")]
                {
                    let twin = change.get(kilometers);
                    assert_eq!(twin.is_some(), is_distance, "{change}");
                    if let Some(twin) = twin {
                        assert_eq!(twin.is_null(), change[miles].is_null(), "{change}");
                        seen.insert(twin.is_null());
                    }
                }
            }
        }
    }
    assert_eq!(seen, BTreeSet::from([false, true]));
}

#[test]
fn a_workout_an_injury_touched_shows_its_final_values_only() {
    let overlays = sample::every_layer();
    let public = public(&overlays, Units::Miles);
    let private = private(&overlays, &sample::notes());
    let base = sample::plan();
    let plan = resolve(&base, &overlays);
    let mut touched = 0;
    for resolved in plan.workouts().filter(|workout| workout.touched_by_injury) {
        let shown = workout(&public, &resolved.id.to_string());
        assert!(shown.get("planned").is_none() && shown.get("changes").is_none());
        let whole = workout(&private, &resolved.id.to_string());
        assert!(whole.get("planned").is_some() && !whole["changes"].as_array().unwrap().is_empty());
        touched += 1;
    }
    assert!(touched > 0, "the sample has an injury");
}

#[test]
fn the_planned_miles_of_a_week_do_not_tell_what_an_injury_took() {
    let base = sample::plan();
    let overlays = sample::an_injury_alone();
    let plan = resolve(&base, &overlays);
    let public = json::public(&sample::identity(), &plan, Units::Metric);
    let private = private(&overlays, &sample::notes());
    let mut injured = 0;
    for (index, week) in public.weeks.iter().enumerate() {
        let whole = &private["weeks"][index];
        assert_eq!(week.planned_miles, week.target_miles, "week {}", index + 1);
        assert_eq!(week.planned_kilometers, week.target_kilometers);
        injured += u8::from(whole["plannedMiles"] != whole["targetMiles"]);
    }
    assert!(injured > 0, "editors see what it took");
}

#[test]
fn what_a_vacation_took_does_not_tell_what_an_injury_under_it_would_have() {
    let base = sample::plan();
    let overlays = sample::an_injury_under_a_vacation();
    let plan = resolve(&base, &overlays);
    let body = public(&overlays, Units::Miles);
    let vacation = &plan.vacations()[0];
    let mut hidden = 0;
    for resolved in plan.workouts().filter(|workout| {
        let generated = base.workout(workout.id).unwrap();
        workout.date <= vacation.end && generated.workout.kind.is_run()
    }) {
        assert_eq!(resolved.modifier, Modifier::Vacation);
        let shown = workout(&body, &resolved.id.to_string());
        assert!(shown.get("planned").is_none() && shown.get("changes").is_none());
        hidden += 1;
    }
    assert!(hidden > 5, "{hidden}");
    // Were a planned distance to show, the share the injury left could be worked out.
    let weeks = &base.weeks()[..2];
    assert!(vacation.removed < weeks.iter().map(|week| week.training_distance()).sum());
    for week in &body["weeks"].as_array().unwrap()[..2] {
        assert_eq!(week["plannedMiles"], week["targetMiles"]);
    }
}

#[test]
fn nothing_private_is_in_the_public_body() {
    let text = written(&public(&sample::every_layer(), Units::Metric)).to_lowercase();
    for secret in sample::SECRETS {
        assert!(!text.contains(&secret.to_lowercase()), "{secret}");
    }
    assert!(!text.contains("\"injured:"), "a reason of the injury layer");
    let whole = written(&private(&sample::every_layer(), &sample::notes())).to_lowercase();
    for secret in sample::SECRETS {
        assert!(
            whole.contains(&secret.to_lowercase()),
            "{secret} is for editors"
        );
    }
}

#[test]
fn a_part_says_how_it_is_done_where_that_is_not_running_on_the_level() {
    // Noted by a coach, and in the usual parts of a run in turns: by the word, never by
    // the note, so that whatever else is written there stays with the editors.
    let base = sample::plan();
    let plan = resolve(&base, sample::none());
    for units in [Units::Miles, Units::Metric] {
        let body = serde_json::to_value(json::public(&sample::identity(), &plan, units)).unwrap();
        let manners = |id: &str| {
            let steps = &workout(&body, id)["steps"];
            let segments = steps.as_array().unwrap().iter().flat_map(|step| {
                let several = step["segments"].as_array();
                several.map_or_else(|| vec![step], |segments| segments.iter().collect())
            });
            segments
                .filter_map(|segment| segment.get("manner").cloned())
                .collect::<Vec<_>>()
        };
        assert_eq!(manners("w9"), [json!("Walk")]);
        assert_eq!(manners("w3"), [json!("Uphill")]);
        assert_eq!(manners("w2"), [] as [Value; 0]);
    }
}

#[test]
fn whoever_publishes_is_shown_what_people_wrote_as_it_is_read_and_as_it_was() {
    let mut weeks = sample::plan().weeks().to_vec();
    weeks[0].workouts[1].workout.note = Some("mind the sore calf, Anna Smith".to_owned());
    let base = BasePlan::new(sample::plan().settings().clone(), weeks).unwrap();
    let edit = |description: &str| {
        Action::Add(Overlay::Edit(Edit {
            workout: WorkoutId::Generated(2),
            values: Values {
                description: Some(description.to_owned()),
                ..Values::default()
            },
        }))
    };
    let none = Overlays::default();
    let once = none.perform(&base, edit("Along the river.")).unwrap();
    let twice = once.overlays.perform(&base, edit("On grass.")).unwrap();
    let shown = |overlays: &Overlays| {
        let plan = resolve(&base, overlays);
        let text = json::public_text_of("Spring 10K", &plan);
        let read = serde_json::to_string(&json::public(&sample::identity(), &plan, Units::Miles));
        let read = read.unwrap();
        for one in &text.descriptions {
            assert_eq!(
                (&*one.workout_id, one.date),
                ("w2", sample::date("2026-03-03"))
            );
            assert!(read.contains(&one.description), "{one:?} can be read");
        }
        let texts = text.descriptions.into_iter();
        texts.map(|one| one.description).collect::<Vec<_>>()
    };
    let [noted] = <[String; 1]>::try_from(shown(&none)).unwrap();
    assert!(noted.starts_with("mind the sore calf, Anna Smith — Easy running"));
    assert_eq!(shown(&once.overlays), ["Along the river.", &noted]);
    // What another edit replaced is nowhere any more.
    assert_eq!(shown(&twice.overlays), ["On grass.", &noted]);
}

#[test]
fn without_a_vdot_paces_are_null_and_effort_is_told() {
    let base = sample::plan_by_feel();
    let plan = resolve(&base, sample::none());
    let body = json::public(&sample::identity(), &plan, Units::Metric);
    let body = serde_json::to_value(body).unwrap();
    let mut zones = 0;
    for week in body["weeks"].as_array().unwrap() {
        for workout in week["workouts"].as_array().unwrap() {
            let zone = &workout["paceZone"];
            if zone.is_null() {
                continue;
            }
            zones += 1;
            for end in ["minPacePerMile", "maxPacePerMile"] {
                assert!(zone.get(end).unwrap().is_null(), "{zone}");
            }
            assert!(zone["rpeMin"].is_u64() && zone["rpeMax"].is_u64());
            assert!(!zone["rpeDescription"].as_str().unwrap().is_empty());
        }
    }
    assert!(zones > 5, "{zones}");
}

#[test]
fn totals_come_from_exact_sums_and_not_from_rounded_parts() {
    // 0.333 mi each: three of them are 1.00, their rounded parts 0.99.
    let base = sample::thirds_of_a_mile();
    let plan = resolve(&base, sample::none());
    let body = json::public(&sample::identity(), &plan, Units::Miles);
    let body = serde_json::to_value(body).unwrap();
    let parts = body["weeks"][0]["workouts"].as_array().unwrap();
    assert_eq!(parts.len(), 3);
    for part in parts {
        assert_eq!(part["targetDistanceMiles"], 0.33);
    }
    assert_eq!(body["summary"]["totalMiles"], 1);
    assert_eq!(body["weeks"][0]["targetMiles"], 1);
}

#[test]
fn the_list_of_what_only_editors_see_is_complete() {
    let overlays = sample::every_layer();
    let public = keys_of(&public(&overlays, Units::Metric));
    let sections = ["/version", "/injuries", "/overlays"];
    let added = keys_of(&private(&overlays, &sample::notes()))
        .difference(&public)
        .filter(|path| !sections.iter().any(|section| path.starts_with(section)))
        .filter(|path| !path.contains("/private/"))
        // Planned parts are written like final ones, where the sample shows those.
        .filter(|path| !public.contains(&path.replace("/planned/steps/", "/steps/")))
        .filter_map(|path| path.rsplit('/').next().map(str::to_owned))
        .collect::<BTreeSet<_>>();
    let listed = json::FOR_EDITORS
        .iter()
        .map(|(_, name)| (*name).to_owned())
        .collect::<BTreeSet<_>>();
    assert_eq!(added, listed);
}

#[test]
fn a_description_changes_from_what_was_shown_to_what_is_shown() {
    let base = sample::plan();
    let edit = |description: &str| {
        Action::Add(Overlay::Edit(Edit {
            workout: WorkoutId::Generated(1),
            values: Values {
                description: Some(description.to_owned()),
                ..Values::default()
            },
        }))
    };
    let none = Overlays::default();
    let once = none.perform(&base, edit("Along the river.")).unwrap();
    let twice = once.overlays.perform(&base, edit("On grass.")).unwrap();
    let described = |overlays: &Overlays| {
        let body = public(overlays, Units::Miles);
        workout(&body, "w1")["description"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let derived = described(&none);
    assert!(!derived.is_empty());

    let body = public(&twice.overlays, Units::Miles);
    let change = &workout(&body, "w1")["changes"][0];
    assert_eq!(change["field"], "description");
    assert_eq!(change["before"], json!(derived));
    assert_eq!(change["after"], "On grass.");

    // Between any two states of the plan.
    for (from, to) in [
        (&none, &once.overlays),
        (&once.overlays, &twice.overlays),
        (&twice.overlays, &none),
    ] {
        let (before, after) = (resolve(&base, from), resolve(&base, to));
        let body = serde_json::to_value(json::changed(&before, &after, Units::Miles)).unwrap();
        let difference = &body[0]["differences"][0];
        assert_eq!(difference["field"], "description");
        assert_eq!(difference["before"], json!(described(from)));
        assert_eq!(difference["after"], json!(described(to)));
    }
}
