"""Kept answers and their tags: exact after every commit, of any process, and within bounds."""

import gc
import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.database import database_url, sqlite_driver
from graph.plan.answer import ANY_TAG, Answer, Outcome, Request
from graph.plan.cache import ENTRY_BYTES, AnswerCache, tag_of
from graph.plan.statement import Statement
from graph.settings import SqliteModule
from tests.http.process import ROOT
from tests.plan.site import Site, opened

TITLE = "query Title($slug: String!) { roadmap(slug: $slug) { title } }"
OAK = {"slug": "oak"}


def by_get(
    text: str = TITLE, variables: Mapping[str, Any] | None = OAK, *known: str | None
) -> Request:
    tags = frozenset(tag for tag in known if tag is not None)
    return Request(text, None, variables, query_only=True, known_tags=tags)


def by_post(text: str = TITLE, variables: Mapping[str, Any] | None = OAK) -> Request:
    return Request(text, None, variables)


def told(answer: Answer) -> tuple[Outcome, Any]:
    """The outcome and the data; what stands beside the data is not of interest here."""
    return answer.outcome, json.loads(answer.body).get("data") if answer.body else None


def titled(title: str) -> tuple[Outcome, Any]:
    return Outcome.EXECUTED, {"roadmap": {"title": title}}


NOTHING = (Outcome.EXECUTED, {"roadmap": None})


def unchanged(answer: Answer) -> Answer:
    """What a client is told that knows the answer."""
    assert answer.tag is not None
    return Answer(b"", Outcome.UNCHANGED, answer.tag)


@pytest.fixture
def site(tmp_path: Path, module: SqliteModule) -> Iterator[Site]:
    with opened(tmp_path, module, cache_bytes=100_000) as site:
        site.seed(oak="Oak", elm="Elm")
        yield site


@pytest.fixture
def bare(tmp_path: Path, module: SqliteModule) -> Iterator[Site]:
    """Without a cache."""
    with opened(tmp_path, module) as site:
        site.seed(oak="Oak", elm="Elm")
        yield site


def test_an_answer_is_read_once_until_the_content_changes(site: Site) -> None:
    with site.statements() as statements:
        answers = [site.ask(by_post()) for _ in range(3)]
    assert [told(answer) for answer in answers] == [titled("Oak")] * 3
    assert statements == ["revision", "content", "revision", "revision"]
    site.seed(oak="Old oak", elm="Elm")
    with site.statements() as statements:
        answers = [site.ask(by_post()) for _ in range(2)]
    assert [told(answer) for answer in answers] == [titled("Old oak")] * 2
    assert statements == ["revision", "content", "revision"]


def test_without_a_cache_and_a_use_for_tags_only_the_content_is_read(bare: Site) -> None:
    with bare.statements() as statements:
        answers = [bare.ask(by_post()) for _ in range(2)]
    assert [(told(answer), answer.tag) for answer in answers] == [(titled("Oak"), None)] * 2
    assert statements == ["content"] * 2


def test_a_known_answer_is_not_read_again_until_the_content_changes(bare: Site) -> None:
    first = bare.ask(by_get())
    with bare.statements() as statements:
        known = bare.ask(by_get(TITLE, OAK, "another", first.tag))
        whatever = bare.ask(by_get(TITLE, OAK, ANY_TAG))
        unknown = bare.ask(by_get(TITLE, OAK, "another"))
    assert told(first) == titled("Oak")
    assert (known, whatever, unknown) == (unchanged(first), unchanged(first), first)
    assert statements == ["revision", "revision", "revision", "content"]
    bare.seed(oak="Old oak", elm="Elm")
    later = bare.ask(by_get(TITLE, OAK, first.tag))
    assert told(later) == titled("Old oak")
    assert later.tag not in (None, first.tag)


def test_a_run_that_changes_nothing_leaves_what_is_kept(site: Site) -> None:
    first = site.ask(by_get())
    site.seed(oak="Oak", elm="Elm")
    with site.statements() as statements:
        assert site.ask(by_post()) == first
        assert site.ask(by_get(TITLE, OAK, first.tag)) == unchanged(first)
    assert statements == ["revision"] * 2


def test_the_first_seeding_counts_too(tmp_path: Path, module: SqliteModule) -> None:
    with opened(tmp_path, module, cache_bytes=100_000) as site:
        before = site.ask(by_get())
        again = site.ask(by_get(TITLE, OAK, before.tag))
        site.seed(oak="Oak")
        after = site.ask(by_get(TITLE, OAK, before.tag))
    assert (told(before), again, told(after)) == (NOTHING, unchanged(before), titled("Oak"))


def test_what_another_process_commits_is_in_the_next_answer(site: Site) -> None:
    first = site.ask(by_get())
    elm = by_get(TITLE, {"slug": "elm"})
    assert told(site.ask(elm)) == titled("Elm")
    site.write({"oak": "Old oak"})
    environ = {
        **os.environ,
        "DATABASE_URL": site.settings.database_url,
        "SQLITE_MODULE": site.settings.sqlite_module,
    }
    command = [sys.executable, "-m", "seed", str(site.content)]
    subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True)
    assert told(site.ask(by_get(TITLE, OAK, first.tag))) == titled("Old oak")
    assert told(site.ask(elm)) == NOTHING


def test_a_commit_between_revision_and_content_is_not_taken_for_the_older_one(site: Site) -> None:
    """SQLite tells of a statement before it begins to read: there another connection commits."""
    seen: list[str] = []

    def seed_before_the_content(sql: str) -> None:
        seen.append(sql)
        if len(seen) == 2:
            site.seed(oak="Old oak")

    before = site.ask(by_get(TITLE, {"slug": "elm"}))
    site.driver.set_trace_callback(seed_before_the_content)
    amid = site.ask(by_get())
    site.driver.set_trace_callback(None)
    after = site.ask(by_get(TITLE, OAK, amid.tag, before.tag))
    assert (told(amid), told(after)) == (titled("Old oak"), titled("Old oak"))
    assert after.tag != amid.tag
    assert site.ask(by_get(TITLE, OAK, after.tag)) == unchanged(after)
    site.seed(oak="Oldest oak")
    assert told(site.ask(by_get(TITLE, OAK, amid.tag, after.tag))) == titled("Oldest oak")


def test_a_revision_number_that_comes_again_is_another_revision(site: Site, tmp_path: Path) -> None:
    """The backup is put back while the server runs, and seeded with something else."""
    live = database_url(site.settings).database
    assert live is not None
    backup = tmp_path / "backup.sqlite"
    _copy(site, live, backup)
    site.seed(oak="Old oak")
    lost = site.ask(by_get())
    _copy(site, backup, live)
    restored = site.ask(by_get(TITLE, OAK, lost.tag))
    assert told(restored) == titled("Oak")
    site.seed(oak="New oak")
    assert told(site.ask(by_get(TITLE, OAK, lost.tag, restored.tag))) == titled("New oak")


def _copy(site: Site, source: str | Path, target: str | Path) -> None:
    # By the same SQLite: another one in this process would undo the locks of the first.
    driver = sqlite_driver(site.settings.sqlite_module)
    reading, writing = driver.connect(source), driver.connect(target)
    reading.backup(writing)
    reading.close()
    writing.close()


TAGGED = {
    "a field": '{ roadmap(slug: "oak") { title } }',
    "a page": "{ roadmaps(first: 1) { totalCount nodes { slug } } }",
    "a state at a given time": (
        '{ roadmap(slug: "oak") { sponsor { isActive(at: "2023-05-01T00:00:00Z") } } }'
    ),
    "the schema": "{ __schema { queryType { name } } }",
    "a type's name": "{ __typename }",
    "nothing of a skipped time": (
        '{ roadmap(slug: "oak") { slug sponsor { title isActive @skip(if: true) } } }'
    ),
}


@pytest.mark.parametrize("text", TAGGED.values(), ids=[*TAGGED])
def test_what_asks_for_content_alone_is_tagged_and_kept(site: Site, text: str) -> None:
    first = site.ask(by_get(text, None))
    site.now += timedelta(days=1)
    with site.statements() as statements:
        kept = site.ask(by_get(text, None))
        known = site.ask(by_get(text, None, first.tag))
    assert (kept, known) == (first, unchanged(first))
    assert statements == ["revision", "revision"]


def test_what_asks_for_the_time_is_neither_tagged_nor_kept(site: Site) -> None:
    text = '{ roadmap(slug: "oak") { sponsor { isActive } } }'
    answers = []
    with site.statements() as statements:
        for _ in range(3):
            answers.append(site.ask(by_get(text, None, ANY_TAG)))
            site.now += timedelta(days=1)
    active = [{"roadmap": {"sponsor": {"isActive": flag}}} for flag in (True, True, False)]
    assert [told(answer) for answer in answers] == [(Outcome.EXECUTED, data) for data in active]
    assert {answer.tag for answer in answers} == {None}
    assert statements == ["content"] * 3


def test_one_operation_has_a_tag_by_one_outline_of_its_variables_and_none_by_another(
    site: Site,
) -> None:
    text = """query($at: DateTime) {
      roadmap(slug: "oak") { sponsor { isActive(at: $at) } }
    }"""
    assert site.ask(by_get(text, {"at": "2023-05-01T00:00:00Z"})).tag is not None
    assert site.ask(by_get(text, {"at": None})).tag is None
    assert site.ask(by_get(text, {})).tag is None


NOT_TAGGED = {
    "a syntax error": ("{", None),
    "an unknown field": ("{ oak }", None),
    "a variable that does not fit": (TITLE, {"slug": 1}),
    "too long a page": ("{ roadmaps(first: 101) { nodes { slug } } }", None),
    "too long a page by a variable": (
        "query($n: Int) { roadmaps(first: $n) { nodes { slug } } }",
        {"n": 101},
    ),
}


@pytest.mark.parametrize(("text", "variables"), NOT_TAGGED.values(), ids=[*NOT_TAGGED])
def test_a_refusal_is_never_tagged(
    site: Site, text: str, variables: Mapping[str, Any] | None
) -> None:
    answers = [site.ask(by_get(text, variables, ANY_TAG)) for _ in range(2)]
    assert {(answer.outcome, answer.tag) for answer in answers} == {(Outcome.REFUSED, None)}


def test_answers_to_different_questions_have_different_tags(site: Site) -> None:
    asked = [
        by_get(),
        by_get(TITLE, {"slug": "elm"}),
        by_get(TITLE, {"slug": "Oak"}),
        by_get('{ roadmap(slug: "oak") { slug } }', None),
        by_get('{ other: roadmap(slug: "oak") { title } }', None),
    ]
    assert len({site.ask(request).tag for request in asked}) == len(asked)


def test_both_ways_to_ask_share_what_is_kept(site: Site) -> None:
    posted = site.ask(by_post())
    with site.statements() as statements:
        got = site.ask(by_get())
    assert (got, statements) == (posted, ["revision"])


ARGUMENTS: list[tuple[Any, ...] | dict[str, Any]] = [
    (),
    (None,),
    ("None",),
    (0,),
    (0.0,),
    (-0.0,),
    (False,),
    (1,),
    (1.0,),
    (True,),
    ("1",),
    ("1", "2"),
    ("1', '2",),
    (1, 2),
    (12,),
    ("\ud800",),
    (datetime(2023, 1, 1, tzinfo=UTC),),
    {"a": 1},
    {"b": 1},
]


def test_a_tag_tells_all_arguments_apart_equal_ones_included() -> None:
    statement = Statement("SELECT 1", {}, {}, None, checks=(), uses_now=False, digest=b"1")
    other = Statement("SELECT 2", {}, {}, None, checks=(), uses_now=False, digest=b"2")
    tags = [
        tag_of(of, arguments, revision)
        for of in (statement, other)
        for revision in ("", "1 2023", "2 2023")
        for arguments in ARGUMENTS
    ]
    assert len(set(tags)) == len(tags)


def _answer(size: int) -> Answer:
    return Answer(b"x" * size, Outcome.EXECUTED)


def test_the_longest_unused_answer_gives_way() -> None:
    cache = AnswerCache(3 * (100 + ENTRY_BYTES))
    answers = {name: _answer(100) for name in "abcd"}
    for name in "abc":
        cache.keep(name, answers[name])
    assert cache.get("a", "") is answers["a"]
    cache.keep("d", answers["d"])
    assert [cache.get(name, "") for name in "abcd"] == [
        answers["a"],
        None,
        answers["c"],
        answers["d"],
    ]


def test_an_answer_larger_than_the_cache_is_given_and_not_kept() -> None:
    cache = AnswerCache(1_000)
    cache.keep("small", small := _answer(1))
    cache.keep("large", _answer(1_000))
    assert (cache.get("large", ""), cache.get("small", "")) == (None, small)


def test_another_revision_lets_everything_go() -> None:
    cache = AnswerCache(1_000_000)
    assert cache.get("a", "1") is None
    cache.keep("a", _answer(1))
    assert cache.get("b", "2") is None
    assert cache.get("a", "2") is None


@pytest.mark.parametrize("size", [0, 100, 5_000], ids=["empty", "small", "large"])
def test_the_memory_stays_within_the_bytes(size: int) -> None:
    most = 1_000_000
    cache = AnswerCache(most)
    gc.collect()
    tracemalloc.start()
    for i in range(20_000):
        tag = f"{i:032}"
        cache.keep(tag, Answer(b"%d" % i + b"x" * size, Outcome.EXECUTED, tag))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most / 2 < used < most
