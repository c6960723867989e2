"""Where a placement leads: looked up once, for a placement never changes."""

import json
from typing import NamedTuple

from sqlalchemy import BigInteger, select

from graph import tables
from graph.plan.identity import number_of, read_global_id
from graph.plan.reader import Reader, TooLongError, UnavailableError
from graph.plan.recent import Recent
from graph.plan.rule import alias
from graph.plan.statement import NEVER, Inputs, Parameters, Statement, compile_statement
from graph.plan.text import encoded, object_of

MOST_KEPT = 1_024


class Target(NamedTuple):
    slug: str
    url: str


class Targets:
    """The targets of all placements; the latest ones are known while the database is away."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._statement = _of_placement(reader)
        self._kept: Recent[int, Target] = Recent(MOST_KEPT)
        self._source = reader.source()

    async def of(self, placement: str) -> Target | None:
        """The target of a placement's global id; None for one that there is not.

        Raises UnavailableError where the database does not answer.
        """
        kind, key = read_global_id(placement) or ("", "")
        number = number_of(key) if kind == "Placement" else None
        if number is None:
            return None
        if self._source is not self._reader.source():
            self._source = self._reader.source()
            self._kept.clear()
        return self._kept.get(number) or await self._found(number)

    async def _found(self, number: int) -> Target | None:
        try:
            text = await self._reader.text(self._statement, Inputs({"id": number}, NEVER))
        except TooLongError as error:
            raise UnavailableError(str(error)) from error
        if text is None:
            return None
        target = Target(**json.loads(text))
        self._kept.keep(number, target)
        return target


def _of_placement(reader: Reader) -> Statement:
    parameters = Parameters()
    placement, roadmap = alias(tables.Placement), alias(tables.Roadmap)
    number = parameters.bind(lambda inputs: inputs.variables["id"], BigInteger())
    members = {"slug": encoded(roadmap.slug), "url": encoded(placement.url)}  # type: ignore[arg-type]
    found = select(object_of(members)).where(
        placement.id == number, roadmap.id == placement.roadmap_id
    )
    return compile_statement(found, parameters, reader.dialect)
