"""Reads every calendar in a folder with PyPI's icalendar and compares it with
what its JSON says it has to be."""

import datetime as dt
import json
import re
import sys
from pathlib import Path

from icalendar import Calendar

LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def cleaned(text):
    """Text as a calendar can carry it: line feeds, tabs, no control characters."""
    return CONTROL.sub("", LINE_ENDS.sub("\n", text))


def moment(text):
    return dt.datetime.fromisoformat(text) if " " in text else dt.date.fromisoformat(text)


def stamp(text):
    return dt.datetime.fromisoformat(text.replace("Z", "+00:00"))


def same(what, found, wanted):
    assert found == wanted, f"{what}: {found!r} is not {wanted!r}"


def check(path):
    raw = path.read_bytes()
    assert raw.endswith(b"\r\n")
    for line in raw[:-2].split(b"\r\n"):
        assert 0 < len(line) <= 75, line
        assert b"\r" not in line and b"\n" not in line, line
        line.decode("utf-8")

    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    calendar = Calendar.from_ical(raw)
    same("errors", [calendar.errors, [e.errors for e in calendar.events if e.errors]], [[], []])
    name = cleaned(wanted["name"]).replace("\n", " ")
    same("NAME", str(calendar["NAME"]), name)
    same("X-WR-CALNAME", str(calendar["X-WR-CALNAME"]), name)
    same("REFRESH-INTERVAL", calendar["REFRESH-INTERVAL"].dt, dt.timedelta(hours=1))
    assert "METHOD" not in calendar and "X-EVIL" not in calendar

    events = calendar.events
    same("components", len(calendar.walk()), len(events) + 1)
    same("number of events", len(events), len(wanted["events"]))
    same("number of UIDs", len({str(event["UID"]) for event in events}), len(events))
    for event, want in zip(events, wanted["events"]):
        uid = str(event["UID"])
        same("UID", uid, want["uid"])
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        same(f"{uid} DTSTART", start, moment(want["start"]))
        same(f"{uid} DTEND", end, moment(want["end"]))
        same(f"{uid} is all-day", type(start), type(moment(want["start"])))
        assert end > start, uid
        if isinstance(start, dt.datetime):
            assert start.tzinfo is None and end.tzinfo is None, "floating local time"
        same(f"{uid} SEQUENCE", int(event["SEQUENCE"]), want["sequence"])
        same(f"{uid} CREATED", event["CREATED"].dt, stamp(want["created"]))
        for name in ("LAST-MODIFIED", "DTSTAMP"):
            same(f"{uid} {name}", event[name].dt, stamp(want["modified"]))
        same(f"{uid} TRANSP", str(event["TRANSP"]) == "OPAQUE", want["opaque"])
        if want["category"] is None:
            same(f"{uid} SUMMARY", str(event["SUMMARY"]), "Busy")
            assert "DESCRIPTION" not in event and "CATEGORIES" not in event
        else:
            same(f"{uid} CATEGORIES", [str(c) for c in event.categories], [want["category"]])
            text = str(event["DESCRIPTION"])
            assert text.startswith(cleaned(want["description"]) + "\n\n"), (uid, text)
            workout = uid.split("@")[0].rsplit("-", 1)[1]
            same(f"{uid} URL", str(event["URL"]), f"{wanted['url']}#{workout}")
            assert text.endswith("\n" + str(event["URL"])), (uid, text)
            assert "\n" not in str(event["SUMMARY"])
    same("fidelity", wanted["fidelity"]["fidelity"], "degraded")
    return len(events)


def main():
    files = sorted(Path(sys.argv[1]).glob("*.ics"))
    same("number of calendars", len(files), 4 * 3 * 2 * 2 * 4)
    events = sum(check(path) for path in files)
    print(f"{len(files)} calendars with {events} events say what they have to")


if __name__ == "__main__":
    main()
