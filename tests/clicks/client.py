"""Clicks sent over HTTP, each over a connection that stays open."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

RECORD = """mutation($input: RecordSponsorClickInput!) { recordSponsorClick(input: $input) {
  __typename ... on ClickError { message }
  ... on SponsorClickRecorded { replayed click { id label targetUrl placement { id } } } } }"""
QUICK = RECORD.replace(" placement { id }", "")
"""What the receipt tells without its row, and goes another way therefore."""
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"
JSON = {"Content-Type": "application/json", "User-Agent": AGENT}
PATIENCE = 60.0
Lost = (OSError, HTTPException)
"""What a request ends with whose server is gone."""


class Client:
    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def send(self, query: str = RECORD, /, **values: str) -> Any:
        """What `recordSponsorClick` answers to this input; raises one of Lost without an answer."""
        body = json.dumps({"query": query, "variables": {"input": values}})
        self._connection.request("POST", "/graphql", body, JSON)
        answer = json.loads(self._connection.getresponse().read())
        return answer["data"]["recordSponsorClick"]

    def close(self) -> None:
        self._connection.close()


class Visitors:
    """So many people who click and click, each click with an id of its own."""

    def __init__(
        self, ports: list[int], number: int, query: str, rest: float, **values: str
    ) -> None:
        self.receipts: dict[str, Any] = {}
        """The answers by the clicks' ids."""
        self.unanswered: set[str] = set()
        self.first = Event()
        """Set once one has been answered."""
        self._query = query
        self._rest = rest
        self._values = values
        self._leave = Event()
        self._threads = [
            Thread(target=self._click, args=(ports[i % len(ports)],)) for i in range(number)
        ]
        for thread in self._threads:
            thread.start()

    def _click(self, port: int) -> None:
        client = Client(port)
        while not self._leave.is_set():
            event = str(uuid4())
            try:
                self.receipts[event] = client.send(self._query, clientEventId=event, **self._values)
            except Lost:
                self.unanswered.add(event)
                break
            self.first.set()
            sleep(self._rest)
        client.close()

    def click_on(self, times: int) -> None:
        """Wait until they have been answered so many times more."""
        enough, until = len(self.receipts) + times, monotonic() + PATIENCE
        while len(self.receipts) < enough:
            assert monotonic() < until, "they are not answered any more"
            sleep(0.002)

    def leave(self) -> None:
        self._leave.set()
        for thread in self._threads:
            thread.join()


@contextmanager
def visitors(
    ports: list[int], number: int, *, query: str = QUICK, rest: float = 0, **values: str
) -> Iterator[Visitors]:
    """While they click; `rest` is in seconds, after each click."""
    people = Visitors(ports, number, query, rest, **values)
    try:
        yield people
    finally:
        people.leave()
