"""The same plan as a straightforward Python service would serve it.

`python service.py FILE.json FILE.sqlite` takes a plan that public-api answered
apart into rows; `uvicorn service:app` (with PLAN_DATABASE set) puts it together
again for each request: rows, dictionaries, and the layers laid over the generated
workouts one change after the other. What public-api works out besides (where moved
and made-up miles go, the totals) is read from rows here, which is in Python's favor.
"""

import json
import os
import sqlite3
import sys

from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

SCHEMA = """
CREATE TABLE plans (public_id TEXT PRIMARY KEY, head TEXT NOT NULL);
CREATE TABLE zones (plan_id TEXT, zone TEXT, body TEXT NOT NULL, PRIMARY KEY (plan_id, zone));
CREATE TABLE weeks (plan_id TEXT, week_number INTEGER, start_date TEXT, phase TEXT,
    planned_miles REAL, target_miles REAL, PRIMARY KEY (plan_id, week_number));
CREATE TABLE workouts (plan_id TEXT, position INTEGER, week_number INTEGER, id TEXT, date TEXT,
    type TEXT, description TEXT, target_distance_miles REAL, target_duration TEXT,
    load_multiplier REAL, modifier TEXT, status TEXT, zone TEXT, is_run_walk INTEGER,
    run_minutes INTEGER, walk_minutes INTEGER, warm_up_duration TEXT, cool_down_duration TEXT,
    steps TEXT, steps_origin TEXT, completion TEXT, override TEXT, shows_history INTEGER,
    PRIMARY KEY (plan_id, position));
CREATE TABLE changes (plan_id TEXT, position INTEGER, sequence INTEGER, layer TEXT, field TEXT,
    before TEXT, after TEXT, reason TEXT, PRIMARY KEY (plan_id, position, sequence));
CREATE TABLE derived (plan_id TEXT, position INTEGER, field TEXT, value TEXT,
    PRIMARY KEY (plan_id, position, field));
"""

# Members of a workout as it was planned, in the order of the contract.
PLANNED = (
    "date", "type", "description", "targetDistanceMiles", "targetDuration", "paceZone",
    "isRunWalk", "runMinutes", "walkMinutes", "warmUpDuration", "coolDownDuration", "steps",
    "stepsOrigin",
)
DERIVED = {"description", "steps", "stepsOrigin", "isRunWalk"}


def database(path):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


def number(value):
    """2.0 is written 2, as in the contract."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def load(plan, path):
    """Takes a plan apart into rows."""
    connection = database(path)
    connection.executescript(SCHEMA)
    plan_id = plan["publicId"]
    head = {name: plan[name] for name in plan if name != "weeks"}
    connection.execute("INSERT INTO plans VALUES (?, ?)", (plan_id, json.dumps(head)))
    position = 0
    for week in plan["weeks"]:
        connection.execute(
            "INSERT INTO weeks VALUES (?, ?, ?, ?, ?, ?)",
            (plan_id, week["weekNumber"], week["startDate"], week["phase"],
             week["plannedMiles"], week["targetMiles"]),
        )
        for workout in week["workouts"]:
            # The generated values where they are shown, else the final ones.
            ground = {**workout, **workout.get("planned", {})}
            for body in (workout["paceZone"], ground["paceZone"]):
                if body:
                    connection.execute(
                        "INSERT OR REPLACE INTO zones VALUES (?, ?, ?)",
                        (plan_id, body["zone"], json.dumps(body)),
                    )
            optional = [json.dumps(workout[key]) if key in workout else None
                        for key in ("completion", "override")]
            connection.execute(
                "INSERT INTO workouts VALUES (" + ", ".join("?" * 23) + ")",
                (plan_id, position, week["weekNumber"], workout["id"], ground["date"],
                 ground["type"], ground["description"], ground["targetDistanceMiles"],
                 ground["targetDuration"], workout["loadMultiplier"], workout["modifier"],
                 workout["status"], ground["paceZone"] and ground["paceZone"]["zone"],
                 ground["isRunWalk"], ground["runMinutes"], ground["walkMinutes"],
                 ground["warmUpDuration"], ground["coolDownDuration"],
                 json.dumps(ground["steps"]), ground["stepsOrigin"], *optional, "changes" in workout),
            )
            for sequence, change in enumerate(workout.get("changes", [])):
                connection.execute(
                    "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (plan_id, position, sequence, change["layer"], change["field"],
                     json.dumps(change["before"]), json.dumps(change["after"]),
                     change["reason"]),
                )
            # What follows from other values in the service (texts, parts) is kept here.
            applied = {change["field"] for change in workout.get("changes", [])} - DERIVED
            for field in PLANNED if "planned" in workout else ():
                if workout[field] != ground[field] and field not in applied:
                    connection.execute(
                        "INSERT INTO derived VALUES (?, ?, ?, ?)",
                        (plan_id, position, field, json.dumps(workout[field])),
                    )
            position += 1
    connection.commit()
    connection.close()


def build(connection, plan_id):
    """Puts it together again, every layer applied."""
    plan = connection.execute("SELECT head FROM plans WHERE public_id = ?", (plan_id,)).fetchone()
    if plan is None:
        return None
    zones = {
        row["zone"]: json.loads(row["body"])
        for row in connection.execute("SELECT * FROM zones WHERE plan_id = ?", (plan_id,))
    }
    changes = {}
    derived = {}
    for row in connection.execute("SELECT * FROM derived WHERE plan_id = ?", (plan_id,)):
        derived.setdefault(row["position"], {})[row["field"]] = json.loads(row["value"])
    for row in connection.execute(
        "SELECT * FROM changes WHERE plan_id = ? ORDER BY position, sequence", (plan_id,)
    ):
        changes.setdefault(row["position"], []).append({
            "layer": row["layer"],
            "field": row["field"],
            "before": json.loads(row["before"]),
            "after": json.loads(row["after"]),
            "reason": row["reason"],
        })
    weeks = {}
    for row in connection.execute(
        "SELECT * FROM weeks WHERE plan_id = ? ORDER BY week_number", (plan_id,)
    ):
        weeks[row["week_number"]] = {
            "weekNumber": row["week_number"],
            "startDate": row["start_date"],
            "phase": row["phase"],
            "plannedMiles": number(row["planned_miles"]),
            "targetMiles": number(row["target_miles"]),
            "workouts": [],
        }
    for row in connection.execute(
        "SELECT * FROM workouts WHERE plan_id = ? ORDER BY position", (plan_id,)
    ):
        planned = {
            "date": row["date"],
            "type": row["type"],
            "description": row["description"],
            "targetDistanceMiles": number(row["target_distance_miles"]),
            "targetDuration": row["target_duration"],
            "paceZone": zones[row["zone"]] if row["zone"] else None,
            "isRunWalk": bool(row["is_run_walk"]),
            "runMinutes": row["run_minutes"],
            "walkMinutes": row["walk_minutes"],
            "warmUpDuration": row["warm_up_duration"],
            "coolDownDuration": row["cool_down_duration"],
            "steps": json.loads(row["steps"]),
            "stepsOrigin": row["steps_origin"],
        }
        values = dict(planned)
        laid_over = changes.get(row["position"], [])
        for change in laid_over:
            field, after = change["field"], change["after"]
            if field == "paceZone" and after is not None:
                after = zones[after]
            values[field] = after
        values.update(derived.get(row["position"], {}))
        workout = {
            "id": row["id"],
            "date": values["date"],
            "type": values["type"],
            "description": values["description"],
            "targetDistanceMiles": values["targetDistanceMiles"],
            "targetDuration": values["targetDuration"],
            "loadMultiplier": number(row["load_multiplier"]),
            "modifier": row["modifier"],
            "status": row["status"],
            "paceZone": values["paceZone"],
            "isRunWalk": values["isRunWalk"],
            "runMinutes": values["runMinutes"],
            "walkMinutes": values["walkMinutes"],
            "warmUpDuration": values["warmUpDuration"],
            "coolDownDuration": values["coolDownDuration"],
            "steps": values["steps"],
            "stepsOrigin": values["stepsOrigin"],
        }
        if row["completion"]:
            workout["completion"] = json.loads(row["completion"])
        if row["override"]:
            workout["override"] = json.loads(row["override"])
        if any(values[name] != planned[name] for name in PLANNED):
            workout["planned"] = planned
        if row["shows_history"]:
            workout["changes"] = laid_over
        weeks[row["week_number"]]["workouts"].append(workout)
    return {**json.loads(plan["head"]), "weeks": list(weeks.values())}


app = FastAPI()


@app.get("/api/plans/{public_id}")
def show(public_id: str):
    connection = database(os.environ["PLAN_DATABASE"])
    try:
        plan = build(connection, public_id)
    finally:
        connection.close()
    if plan is None:
        raise HTTPException(status_code=404)
    # Without this FastAPI would walk through the whole plan once more.
    return JSONResponse(plan)


if __name__ == "__main__":
    source, target = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        given = json.load(file)
    load(given, target)
    rebuilt = build(database(target), given["publicId"])
    if rebuilt != given:
        for week, other in zip(given["weeks"], rebuilt["weeks"]):
            for one, two in zip(week["workouts"], other["workouts"]):
                for key in {*one, *two}:
                    if one.get(key) != two.get(key):
                        sys.exit(f"{one['id']} {key}: {one.get(key)} is not {two.get(key)}")
        sys.exit("the rows do not make the plan again")
