"""Subscribes to the demo's plan as a person would: vdirsyncer fetches the feed into
a folder, khal shows it. Then a coach changes a workout, and it shows that.

Only the standard library; the two programs are Debian's. STRATA_DEMO is the demo.
"""

import datetime as dt
import json
import os
import subprocess
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

DAYS = 10


def request(method, url, body=None, headers=None):
    """Status, headers and text of an answer, whatever its status."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | (headers or {}) if data else headers or {}
    call = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(call, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def ok(answer, *expected):
    status, _, text = answer
    assert status in expected, f"{status}: {text}"
    return json.loads(text)


class Subscriber:
    """A person's computer: a folder of events, and the two programs' settings."""

    def __init__(self, home, url):
        self.home = Path(home)
        (self.home / "events").mkdir()
        self.env = os.environ | {
            "HOME": home,
            "XDG_CONFIG_HOME": home,
            "XDG_DATA_HOME": home,
            "XDG_CACHE_HOME": home,
            "VDIRSYNCER_CONFIG": str(self.home / "vdirsyncer.ini"),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "127.0.0.1",
        }
        (self.home / "vdirsyncer.ini").write_text(
            f"""
[general]
status_path = "{home}/status"
[pair plan]
a = "feed"
b = "folder"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}"
[storage folder]
type = "filesystem"
path = "{home}/events"
fileext = ".ics"
"""
        )
        (self.home / "khal.ini").write_text(
            f"""
[calendars]
[[plan]]
path = {home}/events
readonly = True
[sqlite]
path = {home}/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = UTC
default_timezone = UTC
"""
        )
        self.run("vdirsyncer", "discover", "plan", answers="y\n" * 5)

    def run(self, *command, answers=""):
        done = subprocess.run(
            command, env=self.env, input=answers, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def sync(self):
        """How many events came, and how many went. vdirsyncer names what it gets
        over HTTP by a hash, so an event that changes goes and comes."""
        told = self.run("vdirsyncer", "sync", "plan")
        return told.count("Copying (uploading)"), told.count("Deleting")

    def titles(self, first, days):
        """What khal shows, as lines of date and title."""
        last = first + dt.timedelta(days=days)
        told = self.run(
            "khal", "-c", str(self.home / "khal.ini"), "list", "--day-format", "",
            "--format", "{start-date}|{start-time}|{title}", str(first), str(last),
        )
        return [tuple(line.split("|", 2)) for line in told.splitlines() if "|" in line]


def upcoming(public, plan_id, first, days):
    """Date and distance of the runs that lie ahead, from the plan's JSON."""
    plan = ok(request("GET", f"{public}/api/plans/{plan_id}"), 200)
    last = first + dt.timedelta(days=days)
    return [
        workout
        for week in plan["weeks"]
        for workout in week["workouts"]
        if str(first) <= workout["date"] < str(last) and workout["targetDistanceMiles"]
        and workout["status"] == "Pending"
    ]


def follow(links):
    public, coach = links["publicUrl"], links["coachUrl"]
    feed = f"{public}/api/plans/{links['slug']}/calendar.ics?at=06:30&pm=18:00"
    today = dt.datetime.now(dt.timezone.utc).date()
    runs = upcoming(public, links["publicId"], today, DAYS)
    assert len(runs) >= 3, runs

    with tempfile.TemporaryDirectory() as home:
        subscriber = Subscriber(home, feed)
        came, went = subscriber.sync()
        assert (came > 60, went) == (True, 0), (came, went)
        shown = subscriber.titles(today, DAYS)
        print(f"{came} events came; khal shows:")
        for line in shown:
            print("  " + " ".join(line))
        for run in runs:
            miles = f"{run['targetDistanceMiles']:g} mi"
            found = [title for date, time, title in shown if date == run["date"] and time == "06:30"]
            assert any(miles in title for title in found) or run["type"] == "Race", (run, found)

        # Nothing new: nothing is sent, and nothing changes.
        status, headers, _ = request("GET", feed)
        assert status == 200, status
        known = {"If-None-Match": headers["ETag"]}
        status, _, text = request("GET", feed, headers=known)
        assert (status, text) == (304, ""), (status, text)
        assert subscriber.sync() == (0, 0), "an unchanged plan changes nothing"

        # The coach makes one run longer, and takes the edit away again.
        auth = {"Authorization": f"Bearer {links['token']}"}
        plans = ok(request("GET", f"{coach}/api/v1/plans", headers=auth), 200)["plans"]
        plan = next(plan for plan in plans if plan.get("publicId") == links["publicId"])
        address = f"{coach}/api/v1/plans/{plan['planId']}"
        status, headers, _ = request("GET", address, headers=auth)
        assert status == 200, status
        run = next(run for run in runs if run["type"] == "Easy")
        edited = request(
            "POST",
            f"{address}/overrides",
            {"workoutId": run["id"], "distanceMiles": 4.75, "description": "Past the mill; then, home."},
            auth | {"If-Match": headers["ETag"]},
        )
        edit = ok(edited, 201)["id"]
        status, _, _ = request("GET", feed, headers=known)
        assert status == 200, "the feed is a new one"
        assert subscriber.sync() == (1, 1), "one workout changed, and so one event"
        shown = subscriber.titles(today, DAYS)
        assert (run["date"], "06:30", "Easy 4.75 mi") in shown, shown
        print(f"after an edit: {run['date']} Easy 4.75 mi, one event changed")

        status, headers, _ = request("GET", address, headers=auth)
        removed = request(
            "DELETE", f"{address}/overrides/{edit}", headers=auth | {"If-Match": headers["ETag"]}
        )
        ok(removed, 200)
        assert subscriber.sync() == (1, 1)
        shown = subscriber.titles(today, DAYS)
        assert any(f"{run['targetDistanceMiles']:g} mi" in title for _, _, title in shown), shown

        # A day off: its run rests, and the calendar says so.
        status, headers, _ = request("GET", address, headers=auth)
        day_off = request(
            "POST",
            f"{address}/days-off",
            {"date": run["date"], "loadPercent": 0},
            auth | {"If-Match": headers["ETag"]},
        )
        ok(day_off, 201)
        came, went = subscriber.sync()
        assert came == went >= 1, (came, went)
        shown = subscriber.titles(today, DAYS)
        assert (run["date"], "", "Rest (day off)") in shown, shown
        print(f"after a day off: {run['date']} Rest (day off)")


def main():
    demo = subprocess.Popen(
        [os.environ["STRATA_DEMO"], "--json", "--coach-port", "0", "--public-port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        follow(json.loads(demo.stdout.readline()))
    finally:
        demo.terminate()
        demo.wait(10)


if __name__ == "__main__":
    main()
