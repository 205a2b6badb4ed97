"""The served OpenAPI document, held against the service it describes.

The demo fills a database; public-api serves it with limits nobody reaches. Every
operation is asked in every way schemathesis knows, and has to have been answered both
as it should be (2xx) and, where the document says so, with what it refuses.

`check.py [--max-examples N] [anything else schemathesis takes]`
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"

# What a schema of each member by itself cannot say: which times a distance may take,
# and that the second workout of a day begins after the first.
RULES_BETWEEN_MEMBERS = ("/api/paces", "/api/plans/{publicId}/calendar.ics")


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.read()


def main():
    options = sys.argv[1:]
    if not any(option.startswith(("--max-examples", "-n")) for option in options):
        options += ["--max-examples", "25"]
    quiet = {**os.environ, "STRATA_LOG": "error", "STRATA_METRICS_ADDR": "off"}
    with tempfile.TemporaryDirectory(prefix="strata-schemathesis-") as folder:
        demo = [ROOT / "target/debug/demo", "--json", "--coach-port", "0", "--public-port", "0"]
        with subprocess.Popen(
            [*demo, "--data-dir", folder], env=quiet, stdout=subprocess.PIPE, text=True
        ) as seeding:
            links = json.loads(seeding.stdout.readline())
            seeding.terminate()
        base = f"http://127.0.0.1:{free_port()}"
        serving = subprocess.Popen(
            [ROOT / "target/debug/public-api"],
            env={
                **quiet,
                "STRATA_DATABASE_URL": f"sqlite:{folder}/strata.db",
                "STRATA_PUBLIC_ADDR": base.removeprefix("http://"),
                "STRATA_PUBLIC_RATE_LIMIT": "1000000",
                "STRATA_PUBLIC_FLOOD_LIMIT": "1000000",
            },
        )
        try:
            sys.exit(run(Path(folder), base, links, options))
        finally:
            serving.terminate()
            serving.wait(timeout=40)


def run(folder, base, links, options):
    for _ in range(200):
        try:
            document = json.loads(get(f"{base}/.well-known/openapi.json"))
            break
        except OSError:
            time.sleep(0.05)
    plan = json.loads(get(f"{base}/api/plans/{links['publicId']}"))
    runs = [
        workout["id"]
        for week in plan["weeks"]
        for workout in week["workouts"]
        if workout["targetDistanceMiles"]
    ]
    # Ids of what is there, among the many made up that are not.
    known = {"publicId": [links["publicId"], links["slug"]], "workoutId": runs[:3]}
    configuration = folder / "schemathesis.toml"
    configuration.write_text(
        "".join(f"[dictionaries.{name}]\nvalues = {json.dumps(values)}\n" for name, values in known.items())
        + "[parameters]\n"
        + "".join(
            f'"path.{name}" = {{ dictionary = "{name}", probability = 0.7 }}\n' for name in known
        )
        + "".join(
            f'[[operations]]\ninclude-path = "{path}"\n'
            'checks.positive_data_acceptance.expected-statuses = ["2xx", 404, 422]\n'
            for path in RULES_BETWEEN_MEMBERS
        )
    )
    report = folder / "report.ndjson"
    finished = subprocess.run(
        [
            SCHEMATHESIS, "--config-file", configuration, "run",
            f"{base}/.well-known/openapi.json", "--phases", "examples,coverage,fuzzing,stateful",
            "--checks", "all", "--continue-on-failure", "--seed", "1",
            "--report", "ndjson", "--report-ndjson-path", report, *options,
        ],
        cwd=folder,
    )
    # schemathesis reads the document, and leaves out to ask for it.
    answered = defaultdict(set, {"GET /.well-known/openapi.json": {200}})
    for line in report.read_text().splitlines():
        for label, status in answers(json.loads(line)):
            answered[label].add(status)
    complaints = []
    for path, operations in document["paths"].items():
        for method in operations:
            label = f"{method.upper()} {path}"
            statuses = answered[label]
            print(f"{label}: {' '.join(map(str, sorted(statuses)))}")
            if not any(200 <= status < 300 for status in statuses):
                complaints.append(f"{label} was never answered with what it is for")
            if any(status >= 500 for status in statuses):
                complaints.append(f"{label} failed")
            described = operations[method]
            asks = any(one["in"] == "query" for one in described.get("parameters", []))
            # Without members to get wrong, a query is wrong only by being there.
            for expected in (404, 422) if asks else (404,):
                if str(expected) in described["responses"] and expected not in statuses:
                    complaints.append(f"{label} was never refused with {expected}")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return finished.returncode or bool(complaints)


def answers(event):
    """Every operation with a status it was answered with, of one event of the report."""
    scenario = event.get("ScenarioFinished")
    if not scenario:
        return
    recorder = scenario["recorder"]
    for case_id, interaction in recorder.get("interactions", {}).items():
        case = recorder["cases"].get(case_id, {}).get("value", {})
        response = interaction.get("response")
        if response and "path" in case:
            yield f"{case['method'].upper()} {case['path']}", response["status_code"]


if __name__ == "__main__":
    main()
