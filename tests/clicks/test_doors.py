"""The doors for clicks over a real connection: one that comes whole goes another way inside of the
server than one that comes in pieces, and is answered alike."""

import json
import socket
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from graph.settings import SqliteModule
from tests.clicks.client import AGENT, QUICK, RECORD
from tests.clicks.site import OTHER_EVENT, site_like
from tests.clicks.test_beacon import KNOTS, REFUSED
from tests.clicks.test_concurrent import Served, serving
from tests.http.test_wire import raw

MINE = {"date", "x-request-id"}
"""Headers that are another request's next time."""
STORED = [
    pytest.param(KNOTS, id="with an id"),
    pytest.param({"roadmap": "knots"}, id="without one"),
    pytest.param({**KNOTS, "roadmap": "ropes"}, id="in conflict"),
]
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def served(
    template: Path, module: SqliteModule, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    with (
        site_like(template, tmp_path_factory.mktemp("doors"), module) as site,
        serving(site.settings, 1) as port,
    ):
        site.recorder.close()
        yield Served(site, port)


def answer(port: int, pieces: Sequence[bytes]) -> Answer:
    """Each piece is read by itself."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.02)
        response = HTTPResponse(connection, method="POST")
        response.begin()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return response.status, {n: v for n, v in headers.items() if n not in MINE}, response.read()


def either_way(port: int, path: str, told: object) -> tuple[Answer, Answer]:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    whole = raw("POST", path, body, f"User-Agent: {AGENT}")
    return answer(port, [whole]), answer(port, [whole[:-1], whole[-1:]] if body else [whole])


@pytest.mark.parametrize("told", STORED)
def test_a_click_by_the_beacon_is_answered_alike_either_way(served: Served, told: object) -> None:
    answer(served.port, [raw("POST", "/clicks", json.dumps(KNOTS).encode())])
    whole, in_pieces = either_way(served.port, "/clicks", told)
    assert whole == in_pieces
    assert whole[0] == (409 if told == STORED[2].values[0] else 204)


@pytest.mark.parametrize(("told", "status", "words"), REFUSED)
def test_what_is_no_click_is_answered_alike_either_way(
    served: Served, told: object, status: int, words: str
) -> None:
    whole, in_pieces = either_way(served.port, "/clicks", told)
    assert whole == in_pieces
    assert (whole[0], words in json.loads(whole[2])["errors"][0]["message"]) == (status, True)


@pytest.mark.parametrize("query", [QUICK, RECORD], ids=["told by the receipt", "by the row"])
def test_a_mutation_is_answered_alike_either_way(served: Served, query: str) -> None:
    click = {"roadmap": "knots", "clientEventId": str(uuid4())}
    told = {"query": query, "variables": {"input": click}}
    first, _ = either_way(served.port, "/graphql", told)
    whole, in_pieces = either_way(served.port, "/graphql", told)
    assert whole == in_pieces
    assert recorded(first[2]) | {"replayed": True} == recorded(whole[2])


def recorded(body: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(body)["data"]["recordSponsorClick"]
    return told


def test_many_sent_together_are_answered_in_their_order(served: Served) -> None:
    events = [str(uuid4()) for _ in range(20)]
    ask = [
        json.dumps({"query": QUICK, "variables": {"input": {"roadmap": "knots", **event}}})
        for event in ({"clientEventId": event} for event in events)
    ]
    with socket.create_connection(("127.0.0.1", served.port)) as connection:
        connection.sendall(b"".join(raw("POST", "/graphql", each.encode()) for each in ask))
        ids = []
        file = connection.makefile("rb")
        for _ in events:
            head = b"".join(iter(file.readline, b"\r\n")).lower()
            length = int(head.partition(b"content-length: ")[2].partition(b"\r")[0])
            ids.append(recorded(file.read(length))["click"]["id"])
    rows = served.site.rows("SELECT id, client_event_id FROM sponsor_click")
    numbers = {event: f"SponsorClick:{number}".encode().hex() for number, event in rows}
    assert ids == [numbers[event] for event in events]


def test_the_beacon_and_the_mutation_store_one_id_once(served: Served) -> None:
    click = {"roadmap": "knots", "clientEventId": OTHER_EVENT}
    whole, _ = either_way(served.port, "/clicks", click)
    told = {"query": QUICK, "variables": {"input": click}}
    _, again = either_way(served.port, "/graphql", told)
    assert (whole[0], recorded(again[2])["replayed"]) == (204, True)
    assert served.clicks_of(OTHER_EVENT) == [("knots", "Rope & Co")]
