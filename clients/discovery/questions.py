"""The five questions answered from what only editors see.

Nothing here reads the skill or the public plan: it is the other side of the
comparison. The plan is coach-api's, with every overlay.
"""

import re
from datetime import date, timedelta

NOT_RUNNING = {"Rest", "Strength", "CrossTraining"}


class Truth:
    """What the coach knows about a plan."""

    def __init__(self, plan: dict, paces: dict | None):
        self.plan = plan
        self.workouts = [workout for week in plan["weeks"] for workout in week["workouts"]]
        self.zones = {zone["zone"]: zone for zone in paces["zones"]} if paces else {}

    def days(self) -> list[str]:
        """Every day of the plan, the one before and the one after."""
        first = date.fromisoformat(self.plan["weeks"][0]["startDate"])
        count = 7 * len(self.plan["weeks"])
        return [(first + timedelta(days)).isoformat() for days in range(-1, count + 1)]

    def _week(self, today: str) -> int | None:
        for index, week in enumerate(self.plan["weeks"]):
            start = date.fromisoformat(week["startDate"])
            if start <= date.fromisoformat(today) < start + timedelta(7):
                return index
        return None

    def next_workout(self, today: str):
        left = [
            workout
            for workout in self.workouts
            if workout["status"] == "Pending" and workout["type"] != "Rest" and workout["date"] >= today
        ]
        day = min((workout["date"] for workout in left), default=None)
        return {workout["id"] for workout in left if workout["date"] == day}

    def miles_this_week(self, today: str):
        index = self._week(today)
        if index is None:
            return None
        runs = [run for run in self.plan["weeks"][index]["workouts"] if run["type"] not in NOT_RUNNING]

        def total(of, runs):
            return round(sum(of(run) or 0 for run in runs), 2)

        def target(run):
            return run["targetDistanceMiles"]

        def ran(run):
            actual = run["completion"]["actualDistanceMiles"]
            return target(run) if actual is None else actual

        return {
            "weekNumber": index + 1,
            "milesToRun": total(target, runs),
            "milesDone": total(ran, [run for run in runs if run["status"] == "Completed"]),
            "milesLeft": total(target, [run for run in runs if run["status"] == "Pending"]),
        }

    def why_lighter(self, today: str):
        index = self._week(today)
        if index is None:
            return None
        week = self.plan["weeks"][index]
        dates = [workout["date"] for workout in week["workouts"]]
        # An overlay has an id for its editors; a stranger is told the sentence without it.
        reasons = {
            workout["id"]: set()
            if self._is_touched_by_injury(workout)
            else {
                re.sub(r"of what o\d+ removed", "that a vacation or a day off removed", change["reason"])
                for change in workout["changes"]
            }
            for workout in week["workouts"]
            if workout["changes"]
        }
        vacations = [
            (overlay["startDate"], overlay["endDate"], overlay["loadPercent"])
            for overlay in self.plan["overlays"]
            if overlay["kind"] == "Vacation"
            and overlay["startDate"] <= max(dates)
            and overlay["endDate"] >= min(dates)
        ]
        return {"weekNumber": index + 1, "reasons": reasons, "vacations": vacations}

    def pace_today(self, today: str):
        """For each workout its zone, and the paces a book gives for the runner's race."""
        answer = {}
        for workout in self.workouts:
            if workout["date"] != today:
                continue
            zone = workout["paceZone"] and workout["paceZone"]["zone"]
            book = self.zones.get(zone, {})
            answer[workout["id"]] = (zone, book.get("minPacePerMile"), book.get("maxPacePerMile"))
        return answer

    def _is_touched_by_injury(self, workout: dict) -> bool:
        """Of such a workout nobody but its editors learns what else changed it."""
        if any(change["layer"] == "Injury" for change in workout["changes"]):
            return True
        # Where a vacation took more, the injury left no trace in the workout.
        was_run = workout.get("planned", workout)["type"] not in NOT_RUNNING | {"Race"}
        took_more = any(change["layer"] == "Vacation" for change in workout["changes"])
        return was_run and took_more and self._is_injured(workout["date"])

    def _is_injured(self, day: str) -> bool:
        """Whether running is reduced: while an injury is open, and in the steps after it."""
        for injury in self.plan["injuries"]:
            reported = date.fromisoformat(injury["reportedOn"])
            end = date.max
            if injury["resolvedOn"]:
                end = date.fromisoformat(injury["resolvedOn"])
                if injury["severity"] >= 4 or (end - reported).days > 7:
                    end += timedelta(21)
            if reported <= date.fromisoformat(day) <= end:
                return True
        return False

    def overridden(self):
        """By the overlays alone: whose values a person set, and which values."""
        touched = {}
        for overlay in self.plan["overlays"]:
            kind = overlay["kind"]
            if kind == "Override":
                touched[overlay["workoutId"]] = overlay["values"]
            elif kind == "Addition":
                touched.setdefault(overlay["workoutId"], None)
            elif kind == "Move":
                moved = next(it for it in self.workouts if it["id"] == overlay["workoutId"])
                if not self._is_touched_by_injury(moved):
                    touched.setdefault(overlay["workoutId"], None)
            elif kind == "DayOff":
                for workout in self.workouts:
                    if workout["date"] == overlay["date"]:
                        touched.setdefault(workout["id"], None)
        return touched
