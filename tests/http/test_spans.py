"""What a collector of OpenTelemetry is told of each request, and what it never is."""

import os
import subprocess
import sys
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from graph.settings import read_settings
from graph.worker import spans_of
from tests.conftest import require_module
from tests.forward.destination import Destination
from tests.http.process import ROOT, graph_server
from tests.plan.site import opened

QUERY = 'query Trees($slug: String!) { roadmap(slug: $slug) { title } tag(name: "leafy") { name } }'
SAY = 'mutation { recordSponsorClick(input: { roadmap: "oak" }) { __typename } }'
COLLECTOR = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
SENT_BY = {"user-agent": "Spy/9.1", "x-forwarded-for": "198.51.100.7", "x-request-id": "ours"}
NEVER_TOLD = (
    *(b"oak", b"leafy", b"slug", b"recordSponsor", b"no-such", b"Nobody"),
    *(b"Spy", b"198.51.100.7", b"127.0.0.1"),
)
"""Of what is sent: variables, arguments, text, what is not valid, a path, an agent, addresses."""


def told_of(base_url: str) -> None:
    """The requests that spans are made of, one after the other."""
    trace = {"traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}
    with httpx2.Client(base_url=base_url, headers=SENT_BY) as client:
        asked = {"query": QUERY, "variables": {"slug": "oak"}}
        assert "data" in client.post("/graphql", json=asked, headers=trace).json()
        client.post("/graphql", json={"query": SAY})
        client.post("/graphql", json={"query": "{ no-such }", "operationName": "Nobody"})
        client.post("/graphql", content="oak", headers={"content-type": "text/plain"})
        client.get("/go/oak")
        client.get("/healthz")
        client.get("/oak/no-such?slug=oak")


def read(collector: Destination) -> tuple[dict[str, Any], list[Span]]:
    """What names the service, and its spans in the order in which they began."""
    exported = [ExportTraceServiceRequest.FromString(each.body) for each in collector.received]
    resources = [resource for each in exported for resource in each.resource_spans]
    spans = [span for each in resources for scope in each.scope_spans for span in scope.spans]
    spans.sort(key=lambda span: span.start_time_unix_nano)
    return attributes(resources[0].resource.attributes), spans


def span_of(span: Span) -> dict[str, Any]:
    """Whatever of a span is not by chance; its parent, where it has one."""
    told = {"name": span.name, **attributes(span.attributes)}
    parent = {"parent": (span.trace_id.hex(), span.parent_span_id.hex())}
    return {**told, **parent} if span.parent_span_id else told


def attributes(told: Iterable[KeyValue]) -> dict[str, Any]:
    return {each.key: each.value.string_value or each.value.int_value for each in told}


def http(name: str, status: int) -> dict[str, Any]:
    """The span of a request; `name` is its method and, if it leads anywhere, its route."""
    method, _, route = name.partition(" ")
    told = {"http.request.method": method, "http.response.status_code": status}
    told |= {"http.route": route} if route else {}
    return {"name": name, "roadmap_graph.request_id": "ours", **told}


def graphql(outcome: str, kind: str, text: str, **more: str) -> dict[str, Any]:
    told = {"graphql.operation.type": kind, "roadmap_graph.outcome": outcome}
    return {**told, "graphql.document.hash": f"sha256:{sha256(text.encode()).hexdigest()}", **more}


def test_each_request_is_told_without_what_was_sent(tmp_path: Path) -> None:
    with Destination() as collector, opened(tmp_path, require_module("sqlite3")) as site:
        site.seed(oak="Oak")
        environ = {
            "DATABASE_URL": site.settings.database_url,
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url.removesuffix("/clicks"),
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
        }
        with graph_server(environ) as server:
            told_of(server.url)
            server.stop()  # what is left is sent before it ends
    assert {each.path for each in collector.received} == {"/v1/traces"}
    service, spans = read(collector)
    assert service["service.name"] == "roadmap-graph"
    assert service["deployment.environment.name"] == "test"
    query = graphql("executed", "query", QUERY, **{"graphql.operation.name": "Trees"})
    assert [span_of(span) for span in spans] == [
        {**http("POST /graphql", 200), **query, "parent": ("ab" * 16, "cd" * 8)},
        {**http("POST /graphql", 200), **graphql("executed", "mutation", SAY)},
        {**http("POST /graphql", 200), "roadmap_graph.outcome": "refused"},
        http("POST /graphql", 415),
        http("GET /go/{placement}", 404),
        http("GET /healthz", 200),
        http("GET", 404),
    ]
    assert all(not span.events for span in spans)
    raw = b"".join(each.body for each in collector.received)
    assert [secret for secret in NEVER_TOLD if secret in raw] == []


def test_without_the_extra_it_is_said_what_is_missing(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from graph.__main__ import main; sys.exit(main(['serve', '--port', '0']))"
    )
    with opened(tmp_path, require_module("sqlite3")) as site:
        environ = {**os.environ, **COLLECTOR, "DATABASE_URL": site.settings.database_url}
        ran = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True
        )
    assert ran.returncode == 2
    assert ran.stderr == (
        "graph: OTEL_EXPORTER_OTLP_ENDPOINT is set, which needs OpenTelemetry: `pip install "
        "opentelemetry-sdk opentelemetry-exporter-otlp-proto-http`, or set OTEL_SDK_DISABLED "
        "to true\n"
    )


def test_without_a_collector_nothing_of_it_is_imported() -> None:
    program = (
        "import sys, graph.__main__, graph.worker\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    assert ran.stdout == b"[]\n"


OFF = {
    "no collector": {},
    "an empty one": {"OTEL_EXPORTER_OTLP_ENDPOINT": ""},
    "disabled": {**COLLECTOR, "OTEL_SDK_DISABLED": "TRUE"},
}


@pytest.mark.parametrize("environ", OFF.values(), ids=[*OFF])
def test_spans_are_made_only_where_they_are_asked_for(environ: dict[str, str]) -> None:
    assert spans_of(read_settings(environ)) is None
    assert spans_of(read_settings({**COLLECTOR, "OTEL_SDK_DISABLED": "no"})) is not None
