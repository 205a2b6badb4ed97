"""The demo as a child process, and somebody with nothing but HTTP."""

import json
import os
import subprocess
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message


@dataclass
class Answer:
    """A response, read to its end."""

    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type() if "content-type" in self.headers else ""

    def text(self) -> str:
        return self.body.decode()

    def json(self):
        return json.loads(self.body)


def get(url: str, token: str | None = None, body=None) -> Answer:
    """GET, or POST where there is a body; errors are answers too."""
    headers = {"User-Agent": "strata-discovery-check"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        version, body = body
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
        if version is not None:
            headers["If-Match"] = f'"{version}"'
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20) as got:
            return Answer(url, got.status, got.headers, got.read())
    except urllib.error.HTTPError as error:
        return Answer(url, error.code, error.headers, error.read())


@contextmanager
def running_demo():
    """What `demo --json` prints, as long as it runs. `STRATA_DEMO` names the binary."""
    command = [os.environ["STRATA_DEMO"], "--json", "--coach-port", "0", "--public-port", "0"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        line = child.stdout.readline()
        if not line:
            raise SystemExit(f"the demo ended with {child.wait()}")
        yield json.loads(line)
    finally:
        child.terminate()
        child.wait(timeout=30)
