"""What is counted, and who sees it."""

import asyncio
import json
import os
import re
from pathlib import Path
from time import monotonic
from typing import cast, get_args

import httpx2
import pytest

from graph.http.app import build_app
from graph.http.metrics import SECONDS_BETWEEN, Metrics, Reading
from graph.settings import MetricsFor
from tests.conftest import require_module
from tests.http.asgi import post, request
from tests.http.process import graph_server
from tests.http.toy import SDL, FailingEngine, ToyEngine, is_ready
from tests.plan.site import opened


def lines_of(metrics: Metrics) -> list[str]:
    lines = metrics.text().decode().splitlines()
    return [line for line in lines if not line.startswith("#") and "_seconds" not in line]


def test_requests_are_counted_by_what_became_of_them() -> None:
    metrics = Metrics()
    app = build_app(ToyEngine(), sdl=SDL, ready=is_ready, metrics=metrics)
    broken = build_app(FailingEngine(), sdl=SDL, ready=is_ready, metrics=metrics)
    for body in (b'{"query":"{ hello }"}', b'{"query":"{ hello }"}', b'{"query":"{ no }"}', b"no"):
        post(app, body)
    request(app, "GET", "/graphql?query=mutation{count}")
    post(broken, b'{"query":"{ hello }"}')
    assert lines_of(metrics) == [
        'roadmap_graph_requests_total{outcome="executed"} 2.0',
        'roadmap_graph_requests_total{outcome="refused"} 1.0',
        'roadmap_graph_requests_total{outcome="malformed"} 1.0',
        'roadmap_graph_requests_total{outcome="query_only"} 1.0',
        'roadmap_graph_requests_total{outcome="failed"} 1.0',
        "roadmap_graph_requests_in_flight 0.0",
    ]
    assert 'roadmap_graph_request_seconds_bucket{le="+Inf"} 6.0' in metrics.text().decode()


def written(folder: Path, name: str, *readings: Reading) -> Path:
    told = [
        {
            "name": each.name,
            "kind": each.kind,
            "description": each.description,
            "values": each.values,
            "label": each.label,
        }
        for each in readings
    ]
    file = folder / name
    file.write_text(json.dumps(told))
    return file


def test_processes_add_up_and_what_has_ended_holds_nothing(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.ended(metrics.begun(), "executed")
    done = Reading("requests", "counter", "", {"executed": 5, "refused": 1}, "outcome")
    held = Reading("requests_in_flight", "gauge", "", {"": 3})
    written(tmp_path, "1.json", done, held)
    ended = written(tmp_path, "2.json", done, held)
    os.utime(ended, (0, 0))
    (tmp_path / "3.json").write_text("[{")  # it is being written
    assert lines_of(metrics) == [
        'roadmap_graph_requests_total{outcome="executed"} 11.0',
        'roadmap_graph_requests_total{outcome="refused"} 2.0',
        "roadmap_graph_requests_in_flight 3.0",
    ]


def test_a_process_writes_down_what_it_counts(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path)
    metrics.ended(metrics.begun(), "executed")

    async def once() -> None:
        writing = asyncio.create_task(metrics.write_down())
        await asyncio.sleep(0)
        writing.cancel()

    asyncio.run(once())
    [file] = tmp_path.iterdir()
    assert json.loads(file.read_text())[0]["values"] == {"executed": 1}


LOCAL, FAR = "127.0.0.1", "192.0.2.1"
SEEN: dict[tuple[str, str, bool], int] = {
    ("local", LOCAL, False): 200,
    ("local", "::1", False): 200,
    ("local", "::ffff:127.0.0.1", False): 200,  # at a socket of both kinds
    ("local", "::ffff:192.0.2.1", False): 404,
    ("local", LOCAL, True): 404,  # through a proxy on the same machine
    ("local", FAR, False): 404,
    ("all", FAR, True): 200,
    ("off", LOCAL, False): 404,
}


@pytest.mark.parametrize(("setting", "client", "forwarded"), SEEN)
def test_metrics_are_for_whom_the_setting_says(setting: str, client: str, forwarded: bool) -> None:
    assert setting in get_args(MetricsFor)
    app = build_app(ToyEngine(), sdl=SDL, ready=is_ready, metrics_for=cast(MetricsFor, setting))
    headers = [("x-forwarded-for", FAR)] if forwarded else []
    answer = request(app, "GET", "/metrics", headers, client=client)
    assert answer.status == SEEN[setting, client, forwarded]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_server_counts_all_its_processes_clicks_and_answers(
    workers: int, tmp_path: Path
) -> None:
    with opened(tmp_path, require_module("sqlite3")) as site:
        site.seed(oak="Oak")
        environ = {"DATABASE_URL": site.settings.database_url, "SQLITE_MODULE": "sqlite3"}
        with graph_server(environ, workers) as server:
            click = 'mutation { recordSponsorClick(input: {roadmap: "oak"}) { __typename } }'
            for _ in range(4):
                httpx2.get(f"{server.url}/graphql", params={"query": "{ contentRevision { id } }"})
                httpx2.post(f"{server.url}/graphql", json={"query": click})
            found = counted(server.url)
    assert found["requests_total"] == 8
    assert found["clicks_recorded_total"] == 4
    assert found["request_seconds_count"] == 8


SAMPLE = re.compile(r"^roadmap_graph_(\w+)(?:\{.*\})? (\S+)$", re.MULTILINE)


def counted(url: str) -> dict[str, float]:
    """The sums over all labels, once those of other processes have been written down."""
    until = monotonic() + 5 * SECONDS_BETWEEN
    while True:
        lines = httpx2.get(f"{url}/metrics").text
        found: dict[str, float] = {}
        for name, number in SAMPLE.findall(lines):
            found[name] = found.get(name, 0) + float(number)
        if found.get("requests_total") == 8 or monotonic() > until:
            return found
