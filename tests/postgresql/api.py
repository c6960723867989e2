"""The API over a database, without HTTP."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from graph.clicks.record import Recorder
from graph.database import open_engine
from graph.plan.answer import Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema import build_schema
from graph.settings import Settings

NOW = datetime(2026, 1, 3, 12, 0, 0, 250_000, UTC)
PAGE_LIMIT = 100
CURSOR = b"[".hex()
"""What a cursor begins with, and no other text of these tests."""


class Api:
    """Asks, and gives the whole answer."""

    def __init__(self, engine: PreparedEngine, runner: asyncio.Runner) -> None:
        self._engine = engine
        self._runner = runner

    def ask(self, text: str, variables: Mapping[str, Any] | None = None) -> Any:
        """What became of the operation, and the answer's JSON."""
        answer = self._runner.run(self._engine.answer(Request(text, None, variables)))
        return answer.outcome.name, json.loads(answer.body)

    def data(self, text: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The data of an answer without errors."""
        outcome, answer = self.ask(text, variables)
        assert outcome == "EXECUTED", answer
        assert "errors" not in answer
        return answer["data"]


@contextmanager
def open_api(settings: Settings) -> Iterator[Api]:
    with asyncio.Runner() as runner:
        reader, recorder = open_reader(settings), Recorder(open_engine(settings), lambda: NOW)
        engine = PreparedEngine(build_schema(), reader, recorder, lambda: NOW, PAGE_LIMIT)
        yield Api(engine, runner)
        runner.run(reader.close())
        recorder.close()


def told(value: Any) -> Any:
    """An answer with its cursors opened: the two databases may spell a float in one differently."""
    if isinstance(value, dict):
        return {key: told(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [told(member) for member in value]
    return _opened(value) if isinstance(value, str) and value.startswith(CURSOR) else value


def _opened(cursor: str) -> Any:
    return ["cursor", json.loads(bytes.fromhex(cursor))]
