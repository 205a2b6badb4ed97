"""Starts everything, drives it in turn with wrk, prints a table in Markdown.

Each case is measured in every round, one after the other, so that a machine that
slows down slows all of them; a figure is the median of the rounds.
"""

import argparse
import gzip
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
CORES = 2

NGINX = """
worker_processes {cores};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    types {{ application/json json; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/www;
        location / {{ gzip_static on; brotli_static on; gzip_vary on; }}
    }}
}}
"""


def free_port():
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def get(url, **headers):
    request = urllib.request.Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    with urllib.request.urlopen(request, timeout=30) as response:
        return response.headers, response.read()


def wait_for(url, process):
    for _ in range(200):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended by itself")
        try:
            return get(url)
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{url} does not answer")


class Case:
    """Something that is asked again and again."""

    def __init__(self, name, url, headers=(), status=200):
        self.name, self.url, self.headers, self.status = name, url, headers, status
        self.rates = []

    def measure(self, seconds, connections):
        command = ["wrk", "-t", str(CORES), "-c", str(connections), "-d", f"{seconds}s"]
        for header in self.headers:
            command += ["-H", header]
        told = subprocess.run([*command, self.url], capture_output=True, text=True, check=True).stdout
        # wrk calls everything above 399 an error; a 304 is none.
        if wrong := re.search(r"Non-2xx or 3xx responses: (\d+)|Socket errors: .*", told):
            sys.exit(f"{self.name}: {wrong.group(0)}\n{told}")
        self.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", told).group(1)))

    @property
    def rate(self):
        return statistics.median(self.rates)


def alone(url, seconds):
    """The median time of one request when there is no other, in milliseconds."""
    command = ["wrk", "-t", "1", "-c", "1", "-d", f"{seconds}s", "--latency", url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", told).groups()
    return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()

    started = []
    with tempfile.TemporaryDirectory(prefix="strata-bench-") as folder:
        try:
            compare(Path(folder), started, options)
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=40)


def compare(folder, started, options):
    database = folder / "year.sqlite"
    seed = ROOT / "target/debug/examples/seed_year"
    public_id = subprocess.run([seed, database], capture_output=True, text=True, check=True).stdout.strip()
    path = f"/api/plans/{public_id}"

    def start(command, **environment):
        process = subprocess.Popen(
            [str(part) for part in command],
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=(folder / "errors.log").open("a"),
        )
        started.append(process)
        return process

    def strata(megabytes):
        port = free_port()
        process = start(
            [ROOT / "target/release/public-api"],
            STRATA_DATABASE_URL=f"sqlite:{database}",
            STRATA_PUBLIC_ADDR=f"127.0.0.1:{port}",
            # The limiter stays in the way; it only has more to count.
            STRATA_PUBLIC_RATE_LIMIT="10000000",
            STRATA_PUBLIC_CACHE_MEGABYTES=str(megabytes),
            STRATA_METRICS_ADDR="off",
            # nginx writes no access log either.
            STRATA_LOG="warn",
        )
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        return f"http://127.0.0.1:{port}{path}"

    warm, cold = strata(64), strata(0)
    headers, body = get(warm)
    coded = {coding: get(warm, accept_encoding=coding)[1] for coding in ("gzip", "br", "zstd")}
    assert gzip.decompress(coded["gzip"]) == body
    assert get(cold)[1] == body

    www = folder / "www"
    www.mkdir()
    (www / "plan.json").write_bytes(body)
    (www / "plan.json.gz").write_bytes(coded["gzip"])
    (www / "plan.json.br").write_bytes(coded["br"])
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(cores=CORES, folder=folder, port=port))
    folder.chmod(0o755)
    static = f"http://127.0.0.1:{port}/plan.json"
    wait_for(static, start(["nginx", "-c", folder / "nginx.conf"]))
    assert get(static)[1] == body
    assert get(static, accept_encoding="br")[1] == coded["br"]

    rows = folder / "rows.sqlite"
    subprocess.run([sys.executable, HERE / "service.py", www / "plan.json", rows], check=True)
    port = free_port()
    python = f"http://127.0.0.1:{port}{path}"
    uvicorn = [BIN / "uvicorn", "--app-dir", HERE, "--port", port, "--workers", CORES]
    uvicorn += ["--log-level", "warning", "--no-access-log", "service:app"]
    _, rebuilt = wait_for(python, start(uvicorn, PLAN_DATABASE=str(rows)))
    assert json.loads(rebuilt) == json.loads(body), "not the same plan"

    tag = f"If-None-Match: {headers['ETag']}"
    nginx_tag = f"If-None-Match: {get(static)[0]['ETag']}"
    cases = {
        case.name: case
        for case in [
            Case("warm", warm),
            Case("nginx", static),
            Case("304", warm, [tag]),
            Case("nginx 304", static, [nginx_tag]),
            Case("brotli", warm, ["Accept-Encoding: br"]),
            Case("nginx brotli", static, ["Accept-Encoding: br"]),
            Case("gzip", warm, ["Accept-Encoding: gzip"]),
            Case("nginx gzip", static, ["Accept-Encoding: gzip"]),
            Case("cold", cold),
            Case("FastAPI", python),
        ]
    }
    for _ in range(options.rounds):
        for case in cases.values():
            case.measure(options.seconds, options.connections)
    medians = [alone(cold, options.seconds) for _ in range(options.rounds)]

    rate = {name: case.rate for name, case in cases.items()}
    print(f"{options.connections} connections, {options.rounds} rounds of {options.seconds} s, "
          f"{os.cpu_count()} cores, wrk on the same ones; 364 workouts, 50 overlays.\n")
    print("| read | requests/s | beside | requests/s | ratio | goal | |")
    print("|---|---|---|---|---|---|---|")
    for ours, theirs, goal in [
        ("warm", "nginx", 0.8),
        ("304", "nginx 304", 0.3),
        ("brotli", "nginx brotli", 0.5),
        ("gzip", "nginx gzip", 0.5),
        ("warm", "FastAPI", 50),
        ("cold", "FastAPI", 8),
    ]:
        ratio = rate[ours] / rate[theirs]
        verdict = "reached" if ratio >= goal else "**missed**"
        print(f"| {ours} | {rate[ours]:,.0f} | {theirs} | {rate[theirs]:,.0f} "
              f"| {ratio:.2f} | {goal} | {verdict} |")
    median = statistics.median(medians)
    verdict = "reached" if median < 1 else "**missed**"
    print(f"| cold, one at a time | p50 {median:.2f} ms | | | | 1 ms | {verdict} |\n")
    print("| on the wire | bytes |\n|---|---|")
    for name, size in [("as it is", len(body)), *((name, len(coded[name])) for name in coded)]:
        print(f"| {name} | {size:,} |")


if __name__ == "__main__":
    main()
