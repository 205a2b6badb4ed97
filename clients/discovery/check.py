"""Whether somebody who knows one address finds everything, and an agent the answers.

Starts the demo, follows every link, validates what has a validator, and answers the
five questions of the skill `read-plan` with nothing but what the skill says.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from openapi_spec_validator import validate

from demo import get, running_demo
from links import follow_everything
from questions import Truth

CATALOG = "/.well-known/api-catalog"
LINKSET = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
INDEX_SCHEMA = "https://schemas.agentskills.io/discovery/0.2.0/schema.json"


class Agent:
    """Somebody who was given an address and a plan's id, and can follow instructions."""

    def __init__(self, skill: str):
        self.skill = skill
        self.folder = tempfile.TemporaryDirectory()
        # What the skill tells to run, word for word.
        self.fetching = re.search(r"^## Fetch the plan$.*?^```sh\n(.*?)^```$", skill, re.S | re.M).group(1)
        self.converting = re.search(r"pass its\ntext through `(sed [^`]*)`", skill).group(1)
        self.asking = re.search(r"Run one as `(jq [^`]*)`", skill).group(1)
        five = skill.split("\n## The five questions\n")[1].split("\n## ")[0]
        self.programs = dict(re.findall(r"^### (.*?)$.*?^```jq\n(.*?)^```$", five, re.S | re.M))

    def fetch(self, public_id: str):
        self._run(self.fetching, {"ID": public_id})

    def fetch_metric(self, public_id: str):
        address = '/$ID"'
        assert address in self.fetching, self.fetching
        self._run(self.fetching.replace(address, '/$ID?units=metric"'), {"ID": public_id})

    def answer(self, question: str, today: str):
        return json.loads(self._run(self.asking, {"TODAY": today, "PROGRAM": self.programs[question]}))

    def answer_in_kilometers(self, question: str, today: str):
        converting = f'PROGRAM=$({self.converting} <<< "$PROGRAM")\n'
        variables = {"TODAY": today, "PROGRAM": self.programs[question]}
        return json.loads(self._run(converting + self.asking, variables))

    def _run(self, script: str, variables: dict) -> str:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder.name,
            env={"PATH": os.environ["PATH"], **variables},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{script}\n{done.stderr}"
        return done.stdout


def find_skill(public_url: str) -> str:
    """From the catalog to the skill, by links and nothing else."""
    catalog = get(public_url + CATALOG)
    assert catalog.headers["content-type"] == LINKSET, catalog.headers["content-type"]
    linkset = catalog.json()
    assert list(linkset) == ["linkset"], "its sole member"
    of_plans = [context for context in linkset["linkset"] if "service-meta" in context]
    index = get(of_plans[0]["service-meta"][0]["href"]).json()
    assert index["$schema"] == INDEX_SCHEMA
    entry = next(entry for entry in index["skills"] if entry["name"] == "read-plan")
    skill = get(entry["url"])
    assert skill.headers["content-type"] == "text/markdown; charset=utf-8"
    digest = "sha256:" + hashlib.sha256(skill.body).hexdigest()
    assert digest == entry["digest"], f"{digest} is not {entry['digest']}"
    return skill.text()


def validate_skill(text: str):
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "read-plan")
        folder.mkdir()
        folder.joinpath("SKILL.md").write_text(text)
        validator = Path(sys.executable).with_name("agentskills")
        subprocess.run([validator, "validate", folder], check=True, stdout=subprocess.DEVNULL)


def compare(question: str, today: str, answered, true):
    assert answered == true, f"{question}? On {today} the skill says {answered}, the coach knows {true}"


def five_questions(agent: Agent, truth: Truth) -> int:
    """Asks everything on every day of the plan; returns how often."""
    assert len(agent.programs) == 5, list(agent.programs)
    asked = 0
    for today in truth.days():
        def ask(question):
            nonlocal asked
            asked += 1
            return agent.answer(question, today)

        question = "Next workout"
        answer = {workout["id"] for workout in ask(question)}
        compare(question, today, answer, truth.next_workout(today))

        question = "Miles this week"
        answer, true = ask(question), truth.miles_this_week(today)
        compare(question, today, answer and {name: answer[name] for name in true}, true)

        question = "Why is this week lighter"
        answer = ask(question)
        told = answer and {
            "weekNumber": answer["weekNumber"],
            "reasons": {workout["id"]: set(workout["reasons"]) for workout in answer["changed"]},
            "vacations": [tuple(vacation.values()) for vacation in answer["vacations"]],
        }
        compare(question, today, told, truth.why_lighter(today))

        question = "What pace today"
        answer = {
            workout["id"]: (
                (workout["paceZone"] or {}).get("zone"),
                (workout["paceZone"] or {}).get("minPacePerMile"),
                (workout["paceZone"] or {}).get("maxPacePerMile"),
            )
            for workout in ask(question)
        }
        compare(question, today, answer, truth.pace_today(today))

    question = "What did the runner override"
    answer = {workout["id"]: workout["override"] for workout in agent.answer(question, today)}
    compare(question, "any day", answer, truth.overridden())
    return asked + 1


def same_in_kilometers(agent: Agent, public_id: str, days: list[str]) -> int:
    """Asks everything in both units and compares; the programs are the skill's own."""
    in_miles = {}
    agent.fetch(public_id)
    for today in days:
        for question in agent.programs:
            in_miles[question, today] = agent.answer(question, today)
    agent.fetch_metric(public_id)
    converted = 0
    for (question, today), answer in in_miles.items():
        for name, miles, kilometers in twins(answer, agent.answer_in_kilometers(question, today)):
            # Each workout of a sum is rounded by itself.
            assert abs(kilometers - 1.609344 * miles) < 0.1, (question, today, name, miles, kilometers)
            converted += 1
    return converted


def twins(miles, kilometers):
    """Numbers of one answer in miles, each with what the other says in its place."""
    if isinstance(miles, list):
        assert len(miles) == len(kilometers)
        for one, other in zip(miles, kilometers):
            yield from twins(one, other)
    elif isinstance(miles, dict):
        for name, value in miles.items():
            other = name.replace("PerMile", "PerKm").replace("Miles", "Kilometers")
            other = other.replace("miles", "kilometers")
            if value is None:
                assert kilometers[other] is None, (other, kilometers)
            elif other != name and not isinstance(value, str):
                yield name, value, kilometers[other]
            elif other != name:
                assert kilometers[other] != value, (name, value)
            elif isinstance(value, (list, dict)):
                yield from twins(value, kilometers[name])


def of_plan(demo: dict, public_id: str) -> dict:
    """The coach's view of a published plan."""
    plans = get(f"{demo['coachUrl']}/api/v1/plans?orgId={demo['orgId']}", demo["token"]).json()["plans"]
    plan_id = next(plan["planId"] for plan in plans if plan["publicId"] == public_id)
    return get(f"{demo['coachUrl']}/api/v1/plans/{plan_id}", demo["token"]).json()


def publish_by_feel(demo: dict) -> str:
    """A plan of somebody whose fitness nobody knows: no paces, only effort."""

    def post(path, body, version=None):
        answer = get(demo["coachUrl"] + path, demo["token"], (version, body))
        assert answer.status in (200, 201), answer.text()
        return answer.json()

    brief = {"org_id": demo["orgId"], "weeks": 6, "level": "beginner"}
    draft = post("/api/v1/ai-coach/generate-draft", brief)["draft"]
    run = post("/api/v1/ai-coach/generate-plan", {**brief, "refined_draft": draft})["run_id"]
    plan = {"orgId": demo["orgId"], "runId": run, "displayName": "By feel", "startDate": "2027-03-01"}
    created = post("/api/v1/plans", plan)
    return post(f"/api/v1/plans/{created['planId']}/publish", {}, created["version"])["publicId"]


def main():
    with running_demo() as demo:
        public, coach = demo["publicUrl"], demo["coachUrl"]
        seen = follow_everything(public + "/", [public, coach])
        assert any(url.startswith(coach) for url in seen), "the coach's service is linked"
        # A plan's own answer links its other forms.
        seen |= follow_everything(f"{public}/api/plans/{demo['slug']}", [public, coach])
        print(f"{len(seen)} addresses followed from the front page and the plan")

        for url in [url for url in seen if url.endswith("/.well-known/openapi.json")]:
            validate(seen[url].json())
            print(f"valid: {url}")

        skill = find_skill(public)
        validate_skill(skill)
        print("valid: the skill read-plan, with the digest of its index")

        agent = Agent(skill)
        race = get(f"{public}/api/paces?distanceMeters=10000&timeSeconds=2910").json()
        asked = 0
        for public_id, paces in [(demo["publicId"], race), (publish_by_feel(demo), None)]:
            agent.fetch(public_id)
            asked += five_questions(agent, Truth(of_plan(demo, public_id), paces))
        days = Truth(of_plan(demo, demo["publicId"]), race).days()[::9]
        converted = same_in_kilometers(agent, demo["publicId"], days)
        assert converted > 50, converted
        print(f"{converted} numbers of the skill are the same in kilometers")
        print(f"{asked} answers of the skill are what the coach knows")


main()
