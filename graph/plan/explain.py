"""What the development switch adds to an answer: its SQL, and how the database went about it."""

import json
from time import perf_counter
from typing import Any

from graph.plan.reader import Reader
from graph.plan.statement import Inputs, Statement


class ExplainingReader:
    """A reader whose texts, which are whole answers, tell in `extensions.sql` how they were made.

    It runs each statement twice, on PostgreSQL thrice; nobody should serve the public by it.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def text(self, statement: Statement, inputs: Inputs) -> str | None:
        started = perf_counter()
        text = await self._reader.text(statement, inputs)
        milliseconds = (perf_counter() - started) * 1e3
        if text is None:
            return None
        told = {
            "statement": statement.sql,
            "arguments": statement.arguments(inputs),
            "plan": await self._reader.plan(statement, inputs),
            "rows": _objects(list(json.loads(text)["data"].values())),
            "milliseconds": round(milliseconds, 3),
        }
        # The text ends with two braces, those of the extensions and of the answer.
        return f'{text[:-2]},"sql":{json.dumps(told, ensure_ascii=False, default=str)}}}}}'


def _objects(data: Any) -> int:
    """How many objects are in it: but for those that are parts of others, each is a row."""
    if isinstance(data, list):
        return sum(map(_objects, data))
    return 1 + sum(map(_objects, data.values())) if isinstance(data, dict) else 0
