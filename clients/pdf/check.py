"""Printed plans, read back with poppler and qpdf, and compared with the plan's JSON.

The demo's plan has every layer; a second one, 52 weeks in kilometers with a name that no
font has whole, is made here. Pictures of the first pages are left in `target/pdf`.
"""

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "discovery"))
from demo import get, running_demo  # noqa: E402

PICTURES = ROOT / "target" / "pdf"
SIZES = {"a4": (595.276, 841.89), "letter": (612, 792)}
NAME = "Ein Jahr für Zoë → Αθήνα, Москва 🏃 走"


def run(*command: str) -> str:
    # poppler writes a title beyond the BMP as surrogates into -bbox.
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def expect(holds, what: str) -> None:
    if not holds:
        raise SystemExit(f"not so: {what}")


def number(value) -> str:
    """As people are told it: 12, 5.3, 26.22."""
    return f"{value:g}" if value < 10_000 else f"{value:.2f}".rstrip("0").rstrip(".")


def to_a_tenth(value):
    """What is as exact as people need, where there is a whole one; up from the middle."""
    hundredths = round(value * 100)
    return value if hundredths < 100 else (hundredths + 5) // 10 / 10


def has_number(line: str, value) -> bool:
    return re.search(rf"(?<![\d.:]){re.escape(number(value))}(?![\d.:])", line) is not None


def day_of(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%a}\\s+{day:%b} {day.day}(?!\\d)"


def weeks_of(text: str) -> dict[int, list[str]]:
    """The lines of each week, whatever page they are on."""
    weeks: dict[int, list[str]] = {}
    lines = None
    for line in text.splitlines():
        head = re.match(r"\s*Week (\d+)(, continued)?\s+\w{3} \d", line)
        if head:
            lines = weeks.setdefault(int(head[1]), [])
        elif lines is not None:
            lines.append(line)
    return weeks


def check_text(text: str, plan: dict, unit: str) -> None:
    miles, long_run = ("Kilometers", "longestRunKilometers") if unit == "km" else ("Miles", "longestRun")
    summary = plan["summary"]
    # The hundredths of a kilometer are for programs, and those of a sum of miles too.
    told = to_a_tenth if unit == "km" else lambda value: value
    for figure in (summary[f"total{miles}"], summary[f"peakWeekly{miles}"], summary[long_run]):
        expect(f"{number(to_a_tenth(figure))} {unit}" in text, f"{figure} {unit} is among the figures")
    weeks = weeks_of(text)
    expect(list(weeks) == [week["weekNumber"] for week in plan["weeks"]], "every week is there, in order")
    for week in plan["weeks"]:
        lines = iter(weeks[week["weekNumber"]])
        for workout in week["workouts"]:
            day, distance = day_of(workout["date"]), workout.get(f"targetDistance{miles}")
            line = next((line for line in lines if re.search(day, line)), None)
            expect(line, f"{workout['id']} is in week {week['weekNumber']}")
            if distance:
                expect(has_number(line, told(distance)), f"{distance} of {workout['id']} is in: {line}")
        total = next((line for line in lines if "Week total" in line), None)
        expect(total and has_number(total, told(week[f"target{miles}"])), f"week {week['weekNumber']}'s total")


def check_file(path: Path, paper: str, title: str) -> None:
    run("qpdf", "--check", str(path))
    info = dict(re.findall(r"^(.+?):\s+(.*)$", run("pdfinfo", str(path)), re.M))
    expect(info["Title"] == title, f"the title is the plan's name: {info['Title']}")
    expect(info["Tagged"] == "yes", "it is tagged for screen readers")
    expect(not {"Author", "CreationDate", "ModDate"} & set(info), "neither a person nor a clock is in it")
    width, height = map(float, re.findall(r"[\d.]+", info["Page size"])[:2])
    expect(abs(width - SIZES[paper][0]) < 0.5 and abs(height - SIZES[paper][1]) < 0.5, f"it is on {paper}")
    fonts = run("pdffonts", str(path)).splitlines()[2:]
    # name, type, encoding, embedded, subset, unicode, object
    expect(fonts and all(re.search(r" yes yes yes +\d+ +\d+$", font) for font in fonts), "fonts are embedded")
    bounds = run("pdftotext", "-bbox", str(path), "-")
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', bounds)]
    expect(edges and max(edges) <= width - 44, "no word reaches into the margin")
    words = re.findall(r'yMin="([\d.-]+)".*?yMax="([\d.]+)"', bounds)
    expect(all(float(low) > 20 and float(high) < height - 20 for low, high in words), "nor over the edges")


def fetch(address: str, name: str) -> tuple[Path, str]:
    answer = get(address)
    expect(answer.status == 200 and answer.media_type == "application/pdf", f"{address}: {answer.status}")
    expect(get(address).body == answer.body, "the same plan is the same bytes")
    path = PICTURES / f"{name}.pdf"
    path.write_bytes(answer.body)
    # No-break spaces are spaces to those who search.
    return path, run("pdftotext", "-layout", str(path), "-").replace("\u00a0", " ")


def a_year(demo: dict) -> str:
    """A plan of 52 weeks in kilometers, published; its id."""
    coach, token = f"{demo['coachUrl']}/api/v1", demo["token"]

    def post(path, body, version=None):
        answer = get(f"{coach}{path}", token, (version, body))
        expect(answer.status in (200, 201), f"{path}: {answer.status} {answer.body[:400]}")
        return answer.json()

    race_day = date(2027, 10, 17)
    asked = {
        "weeks": 52,
        "level": "advanced",
        "org_id": demo["orgId"],
        "units": "metric",
        "vdot": 52,
        "race": {"distance": "FullMarathon", "date": race_day.isoformat(), "target_time": "3:05:00"},
    }
    draft = post("/ai-coach/generate-draft", asked)["draft"]
    made = post("/ai-coach/generate-plan", asked | {"refined_draft": draft})
    stored = post("/plans", {"orgId": demo["orgId"], "runId": made["run_id"], "displayName": NAME})
    start, plan = race_day - timedelta(weeks=20), stored["planId"]
    away = {"startDate": start.isoformat(), "endDate": (start + timedelta(days=9)).isoformat(), "loadPercent": 50}
    version = post(f"/plans/{plan}/vacations", away, stored["version"])["version"]
    return post(f"/plans/{plan}/publish", {}, version)["publicId"]


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_demo() as demo:
        plans = f"{demo['publicUrl']}/api/plans"
        seeded = get(f"{plans}/{demo['publicId']}").json()
        for paper in SIZES:
            path, text = fetch(f"{plans}/{demo['publicId']}/plan.pdf?paper={paper}", f"demo-{paper}")
            check_file(path, paper, seeded["displayName"])
            check_text(text, seeded, "mi")
        link = f"{demo['publicUrl']}/plans/{demo['publicId']}"
        pages = text.count("Page ")
        expect(text.count(link) > pages > 1, "every page says where the plan is now")
        coach = f"{demo['coachUrl']}/api/v1/plans"
        listed = get(coach, demo["token"]).json()["plans"]
        whole = [get(f"{coach}/{plan['planId']}", demo["token"]).json() for plan in listed]
        injuries = [injury for plan in whole for injury in plan["injuries"]]
        expect(injuries, "somebody was hurt, so that there is something to hide")
        for secret in {injury.get(member) for injury in injuries for member in ("bodyPart", "note")} - {None}:
            expect(secret.lower() not in text.lower(), f"{secret} is not on paper")

        year = a_year(demo)
        path, text = fetch(f"{plans}/{year}/plan.pdf?units=metric", "year-a4")
        check_file(path, "a4", NAME)
        check_text(text, get(f"{plans}/{year}?units=metric").json(), "km")
        expect("Αθήνα, Москва" in text, "Greek and Cyrillic are text")
        for name in ("demo-a4", "demo-letter", "year-a4"):
            run("pdftoppm", "-png", "-r", "80", "-l", "3", str(PICTURES / f"{name}.pdf"), str(PICTURES / name))
    print(f"what is printed is what the plan says; pictures are in {PICTURES.relative_to(ROOT)}")


main()
