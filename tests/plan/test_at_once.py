"""Answers that take no waiting: which there are, and that they are the same as all others."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from graph.plan.answer import Answer, Begun, Outcome, Request
from graph.plan.persisted import TrustedDocuments
from graph.plan.refusal import RefusedError
from graph.settings import SqliteModule
from tests.plan.site import Site, opened
from tests.plan.test_cache import titled, told
from tests.plan.test_persisted import OAK, TITLE, hash_of, request

NOW = "{ roadmaps { nodes { sponsor { isActive } } } }"
PAGED = """query($slug: String!, $n: Int = 1) {
  roadmap(slug: $slug) { relatedBy(first: $n) { totalCount } }
}"""
AT_ONCE = {
    "a query": request(TITLE),
    "one with defaults": request(PAGED),
    "one that depends on the time": request(NOW),
    "one by its hash": request(None, hash_of(TITLE)),
    "one by an operation's name": Request(f"{TITLE} query Other {NOW}", "Title", OAK),
}
LEFT = {
    "a hash with its text, which is to be kept": request(TITLE, hash_of(TITLE)),
    "a report, for which a token is needed": request(
        "{ sponsorClickReport(groupBy: DAY) { totals { total } } }"
    ),
}
REFUSED = {
    "a hash that nobody knows": request(None, hash_of("{ other }")),
    "a variable that does not fit": Request(TITLE, None, {"slug": 1}),
    "too large a page": Request(PAGED, None, {**OAK, "n": 5_000}),
}


@pytest.fixture(params=[0, 100_000], ids=["without a cache", "with one"])
def site(tmp_path: Path, module: SqliteModule, request: pytest.FixtureRequest) -> Iterator[Site]:
    with opened(tmp_path, module, cache_bytes=request.param) as site:
        site.seed(oak="Oak", elm="Elm")
        yield site


def at_once(site: Site, request: Request) -> Answer | None:
    with suppress(RefusedError):
        answer = site.engine.at_once(request)
        assert not isinstance(answer, Begun), "a mutation, which none of these is"
        return answer
    return None


@pytest.mark.parametrize("asked", AT_ONCE.values(), ids=[*AT_ONCE])
def test_what_is_prepared_is_answered_as_ever(site: Site, asked: Request) -> None:
    if asked.query is None:
        site.ask(request(TITLE, asked.document_id))
    assert asked.query is None or at_once(site, asked) is None
    answer = site.ask(asked)
    assert answer.outcome is Outcome.EXECUTED
    assert at_once(site, asked) == answer


@pytest.mark.parametrize("asked", [*LEFT.values(), *REFUSED.values()], ids=[*LEFT, *REFUSED])
def test_the_rest_is_left(site: Site, asked: Request) -> None:
    for known in AT_ONCE.values():
        site.ask(known)
    site.ask(asked)
    assert at_once(site, asked) is None


def test_it_is_exact_after_every_commit(site: Site) -> None:
    site.ask(request(TITLE))
    for title in ("Oak", "Old oak", "Dead oak"):
        site.seed(oak=title)
        for _ in range(2):
            answer = at_once(site, request(TITLE))
            assert answer is not None
            assert (answer, told(answer)) == (site.ask(request(TITLE)), titled(title))


def test_only_trusted_documents_are_answered(tmp_path: Path, module: SqliteModule) -> None:
    with opened(tmp_path, module, documents=TrustedDocuments({"title": TITLE})) as site:
        site.seed(oak="Oak")
        for asked in (request(TITLE), request(None, "title"), request(NOW)):
            answer = site.ask(asked)
            expected = answer if answer.outcome is Outcome.EXECUTED else None
            assert at_once(site, asked) == expected
