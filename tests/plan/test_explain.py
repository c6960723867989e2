"""On the development switch answers tell how they were made; otherwise nothing of it is seen."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from graph.plan.answer import Answer, Outcome, Request
from graph.plan.engine import PreparedEngine
from graph.plan.reader import open_reader
from graph.schema import build_schema
from graph.settings import Settings, SettingsError, read_settings
from tests.conftest import seed_into, write_files
from tests.plan.content import NOW, file
from tests.search.conftest import database_of, kind, server

__all__ = ["kind", "server"]
FILES = {
    "lawn.md": file({"title": "Lawn", "tags": ["a", "b"], "relatedRoadmaps": ["soil"]}),
    "soil.md": file({"title": "Soil", "tags": ["b"]}),
}
TEXT = """query Lawn($slug: String!) { roadmap(slug: $slug) { title tags { name }
relatedRoadmaps { slug } } tag(name: "none") { name } }"""
TAGS = [{"name": "a"}, {"name": "b"}]
LAWN = {"title": "Lawn", "tags": TAGS, "relatedRoadmaps": [{"slug": "soil"}]}


@pytest.fixture(scope="module")
def settings(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp(kind)
    with database_of(kind, folder, request) as settings:
        seed_into(settings, write_files(folder / "content", FILES))
        yield settings


def answered(settings: Settings, request: Request, *, explains: bool) -> Answer:
    async def ask() -> Answer:
        reader = open_reader(settings)
        engine = PreparedEngine(
            build_schema(), reader, None, lambda: NOW, 100, cache_bytes=10_000, explains=explains
        )
        try:
            return await engine.answer(request)
        finally:
            engine.close()
            await reader.close()

    return asyncio.run(ask())


def asked(text: str = TEXT, **more: Any) -> Request:
    return Request(text, None, {"slug": "lawn"}, **more)


def test_an_answer_tells_its_statement_its_plan_and_its_rows(settings: Settings) -> None:
    answer = json.loads(answered(settings, asked(), explains=True).body)
    assert answer["data"] == {"roadmap": LAWN, "tag": None}
    cost, told = answer["extensions"]["cost"], answer["extensions"]["sql"]
    assert list(cost) == ["estimate", "limit"]
    assert list(told) == ["statement", "arguments", "plan", "rows", "milliseconds"]
    assert "FROM roadmap" in told["statement"]
    assert "lawn" in str(told["arguments"])
    assert any("roadmap" in line for line in told["plan"])
    assert any(line.startswith("  ") for line in told["plan"])
    assert told["rows"] == 4
    assert 0 < told["milliseconds"] < 60_000


@pytest.mark.parametrize("text", ["{ __typename }", "{ roadmaps { nodes { slug } } }"])
def test_whatever_is_asked_stays_json(settings: Settings, text: str) -> None:
    answer = json.loads(answered(settings, Request(text, None, None), explains=True).body)
    assert answer["extensions"]["sql"]["statement"]


def test_it_has_no_tag_and_is_not_kept(settings: Settings) -> None:
    by_get = asked(query_only=True, known_tags=frozenset({"*"}))
    answer = answered(settings, by_get, explains=True)
    assert (answer.outcome, answer.tag) == (Outcome.EXECUTED, None)
    assert answered(settings, by_get, explains=False).tag is not None


def test_nothing_is_told_otherwise(settings: Settings) -> None:
    answer = json.loads(answered(settings, asked(), explains=False).body)
    assert list(answer["extensions"]) == ["cost"]


def test_a_refusal_tells_nothing(settings: Settings) -> None:
    answer = answered(settings, asked("{ nothing }"), explains=True)
    assert answer.outcome is Outcome.REFUSED
    assert b"sql" not in answer.body


def test_the_switch_is_off_until_it_is_on() -> None:
    assert read_settings({}).explain_operations == "off"
    assert read_settings({"EXPLAIN_OPERATIONS": "on"}).explain_operations == "on"
    with pytest.raises(
        SettingsError, match="EXPLAIN_OPERATIONS is 'yes'; set it to one of on, off"
    ):
        read_settings({"EXPLAIN_OPERATIONS": "yes"})
