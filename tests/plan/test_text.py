"""The SQL functions that write JSON: what they write reads back as exactly the value."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    select,
)

from graph.database import open_engine
from graph.plan.text import (
    array_of,
    concatenated,
    day,
    encoded,
    hexed,
    joined,
    literal,
    number,
    plain,
    quoted,
)
from graph.settings import Settings, SqliteModule
from graph.tables.types import Flag, IsoDate, Number, UtcDateTime
from tests.conftest import SQLITE_MODULES, require_module

ROWS = Table("rows", MetaData(), Column("place", Integer), Column("text", Text))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1))
INTEGERS = st.integers(-(2**63), 2**63 - 1)
MOMENTS = st.datetimes(timezones=st.just(UTC))
CONTROLS = "".join(map(chr, range(1, 32)))
LINES = "\u2028\u2029\x85\x7f\ufeff\U0010ffff"


@pytest.fixture(scope="module")
def connections() -> Iterator[Sequence[Connection]]:
    """A database in memory on each SQLite module."""
    with ExitStack() as stack:
        yield [stack.enter_context(connected(name)) for name in SQLITE_MODULES]


@contextmanager
def connected(module: SqliteModule) -> Iterator[Connection]:
    """Compiles each statement anew, as the engine does."""
    settings = Settings(database_url="sqlite://", sqlite_module=require_module(module))
    engine = open_engine(settings)
    with engine.connect() as connection:
        yield connection.execution_options(compiled_cache=None)
    engine.dispose()


def written(connections: Sequence[Connection], text: ColumnElement[Any]) -> list[Any]:
    """What the SQL gives on each module."""
    return [connection.execute(select(text)).scalar_one() for connection in connections]


def bound(value: Any, kind: Any) -> BindParameter[Any]:
    return BindParameter(None, value, type_=kind, unique=True)


@given(value=st.none() | TEXTS)
@example(CONTROLS)
@example(LINES)
@example("\"'\\\\/\\u0041")
@example("")
def test_text_reads_back(connections: Sequence[Connection], value: str | None) -> None:
    for text in written(connections, quoted(bound(value, Text()))):
        assert json.loads(text) == value


@given(value=st.none() | st.floats(allow_nan=False, allow_infinity=False))
@example(0.1 + 0.2)
@example(1e300)
@example(4.99)
@example(5e-324)
@example(2.2250738585072011e-308)
@example(1.7976931348623157e308)
@example(9007199254740993.0)
@example(123456789012345680.0)
def test_a_float_reads_back_to_the_last_bit(
    connections: Sequence[Connection], value: float | None
) -> None:
    for text in written(connections, encoded(bound(value, Number()))):
        assert json.loads(text) == value


@given(value=st.none() | INTEGERS)
@example(2**63 - 1)
@example(-(2**63))
def test_an_integer_reads_back(connections: Sequence[Connection], value: int | None) -> None:
    for text in written(connections, joined(literal(""), number(bound(value, Integer())))):
        assert json.loads(text) == value


@pytest.mark.parametrize("kind", [Flag(), Boolean()], ids=["flag", "boolean"])
@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false"), (None, "null")])
def test_a_truth_value_is_written(
    connections: Sequence[Connection], kind: Any, value: bool | None, text: str
) -> None:
    assert set(written(connections, encoded(bound(value, kind)))) == {text}


@given(value=st.none() | MOMENTS)
@example(datetime(1, 1, 1, tzinfo=UTC))
@example(datetime(9999, 12, 31, 23, 59, 59, 999_999, UTC))
@example(datetime(2023, 1, 1, 0, 0, 0, 500_000, UTC))
def test_an_instant_is_written_in_utc(
    connections: Sequence[Connection], value: datetime | None
) -> None:
    for text in written(connections, encoded(bound(value, UtcDateTime()))):
        said = json.loads(text)
        assert (said and datetime.fromisoformat(said)) == value
        assert said is None or (said.endswith("Z") and ".000000" not in said)


@given(value=st.none() | st.dates())
def test_a_day_is_written(connections: Sequence[Connection], value: date | None) -> None:
    for text in written(connections, encoded(bound(value, IsoDate()))):
        said = json.loads(text)
        assert (said and date.fromisoformat(said)) == value


@given(value=MOMENTS)
def test_the_day_of_an_instant_is_that_of_utc(
    connections: Sequence[Connection], value: datetime
) -> None:
    for text in written(connections, plain(day(bound(value, UtcDateTime())))):
        assert json.loads(text) == value.date().isoformat()


@given(value=TEXTS)
@example("")
def test_bytes_are_written_as_hexadecimal(connections: Sequence[Connection], value: str) -> None:
    assert set(written(connections, hexed(bound(value, Text())))) == {value.encode().hex()}


@given(value=TEXTS)
@example("'; --")
@example(":p1 %s ? %(x)s %%")
def test_a_constant_is_itself(connections: Sequence[Connection], value: str) -> None:
    assert set(written(connections, literal(value))) == {value}


@given(values=st.lists(st.none() | TEXTS, min_size=1, max_size=60))
@example([CONTROLS] * 1_000)
def test_pieces_are_put_together_in_order(
    connections: Sequence[Connection], values: list[str | None]
) -> None:
    pieces = [piece for value in values for piece in (literal("<"), quoted(bound(value, Text())))]
    together = "<" + "<".join(json.dumps(value, ensure_ascii=False) for value in values)
    for text in written(connections, concatenated(pieces)):
        assert [json.loads(part) for part in split(text)] == values, together


def split(text: str) -> list[str]:
    """JSON texts, each with `<` before it."""
    parts, decoder, place = [], json.JSONDecoder(), 0
    while place < len(text):
        assert text[place] == "<"
        _, end = decoder.raw_decode(text, place + 1)
        parts.append(text[place + 1 : end])
        place = end
    return parts


@given(values=st.lists(TEXTS, max_size=20))
def test_an_array_lists_rows_in_order(connections: Sequence[Connection], values: list[str]) -> None:
    for connection in connections:
        ROWS.drop(connection, checkfirst=True)
        ROWS.create(connection)
        rows = [{"place": -i, "text": value} for i, value in enumerate(values)]
        if rows:
            connection.execute(ROWS.insert(), rows)
        listed = select(ROWS.c.text).order_by(ROWS.c.place.desc()).subquery()
        text = connection.execute(select(array_of(quoted(listed.c.text)))).scalar_one()
        assert json.loads(text) == values
