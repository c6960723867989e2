"""What is served beside the endpoint."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from graph.http.app import build_app
from graph.http.html import POLICY
from graph.http.pages import PATHS
from tests.http.asgi import Response, request
from tests.http.expected import EVERY_ANSWER
from tests.http.toy import SDL, ConstantEngine, app_over, is_ready

TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


def page(status: int, body: str, content_type: str = TEXT, **extra: str) -> Response:
    headers = {
        "content-length": str(len(body.encode())),
        "content-type": content_type,
        **EVERY_ANSWER,
        **extra,
    }
    return Response(status, headers, body)


NOWHERE = page(
    404,
    '{"errors":[{"message":"There is nothing at this path; / lists what there is."}]}',
    "application/json",
    vary="Accept",
)

PAGES = {
    "/healthz": page(200, "ok"),
    "/readyz": page(200, "ready"),
    "/schema.graphql": page(200, SDL),
    "/nowhere": NOWHERE,
    "/graphql/": NOWHERE,
    "/graphiql/": NOWHERE,
    "//graphql": NOWHERE,
}


@pytest.mark.parametrize(("path", "expected"), PAGES.items(), ids=[*PAGES])
def test_a_page_is_served(path: str, expected: Response) -> None:
    assert request(app_over(ConstantEngine()), "GET", path) == expected


@pytest.mark.parametrize("path", ["/", *PATHS])
def test_a_page_only_reads(path: str) -> None:
    answer = request(app_over(ConstantEngine()), "DELETE", path)
    assert (answer.status, "GET" in answer.headers["allow"]) == (405, True)


def test_readiness_says_why_not_to_who_is_at_the_machine(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def not_ready() -> str | None:
        return "There is no database: seed it."

    app = build_app(ConstantEngine(), sdl=SDL, ready=not_ready)
    assert request(app, "GET", "/readyz") == page(503, "There is no database: seed it.")
    elsewhere = request(app, "GET", "/readyz", client="192.0.2.1")
    assert elsewhere == page(503, "Not ready; the log says why.")
    assert caplog.messages == ["not ready: There is no database: seed it."] * 2
    assert request(app, "GET", "/healthz") == page(200, "ok")


OF_PEOPLE = [
    "text/html",
    "text/html, application/json;q=0.9",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
]
OF_MACHINES = [None, "*/*", "application/json", "text/html;q=0.5, application/json", "text/plain"]


def accepting(path: str, accept: str | None) -> Response:
    headers = [] if accept is None else [("accept", accept)]
    return request(app_over(ConstantEngine()), "GET", path, headers)


def html(status: int, body: str) -> Response:
    """A page of ours, whose style alone its policy allows."""
    policy = {"content-security-policy": POLICY}
    return page(status, body, HTML, vary="Accept", **policy)


@pytest.mark.parametrize("accept", OF_PEOPLE)
def test_home_leads_a_person_to_the_explorer_and_every_path(accept: str) -> None:
    answer = accepting("/", accept)
    assert answer == html(200, answer.body)
    assert '<a class="start" href="/graphiql">' in answer.body
    assert [path for path in PATHS if f'<a href="{path}">{path}</a>' in answer.body] == [*PATHS]


@pytest.mark.parametrize("accept", OF_MACHINES)
def test_home_lists_a_machine_every_path(accept: str | None) -> None:
    answer = accepting("/", accept)
    assert answer == page(200, answer.body, "application/json", vary="Accept")
    paths = [{"path": path, "description": text} for path, text in PATHS.items()]
    assert json.loads(answer.body) == {"paths": paths}


@pytest.mark.parametrize("accept", OF_PEOPLE)
def test_a_person_reads_that_nothing_is_there(accept: str) -> None:
    answer = accepting("/nowhere", accept)
    assert answer == html(404, answer.body)
    assert "<h1>There is nothing at this path</h1>" in answer.body


@pytest.mark.parametrize("accept", OF_MACHINES)
def test_a_machine_is_told_that_nothing_is_there(accept: str | None) -> None:
    assert accepting("/nowhere", accept) == NOWHERE


def test_a_page_that_fails_shows_nothing_of_it() -> None:
    async def fails() -> str | None:
        raise LookupError("a secret")

    app = build_app(ConstantEngine(), sdl=SDL, ready=fails)
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        scope = {"type": "http", "method": "GET", "path": "/readyz", "headers": []}
        await app(scope, receive, send)

    with pytest.raises(LookupError):  # it goes on to the server's log
        asyncio.run(call())
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    answer = Response(sent[0]["status"], headers, sent[1]["body"].decode())
    assert answer == page(500, "Internal Server Error")


def test_the_lifespan_opens_before_and_closes_after() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        seen.append("open")
        yield
        seen.append("closed")

    app = build_app(ConstantEngine(), sdl=SDL, ready=is_ready, lifespan=lifespan)
    messages = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> Message:
        return {"type": next(messages)}

    async def send(message: Message) -> None:
        seen.append(message["type"])

    async def call() -> None:
        await app({"type": "lifespan"}, receive, send)

    asyncio.run(call())
    assert seen == ["open", "lifespan.startup.complete", "closed", "lifespan.shutdown.complete"]
