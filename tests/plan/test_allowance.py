"""What an operation may ask for: each limit is met, and what stays just inside of it runs."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from graphql import get_introspection_query

from graph.plan.answer import SHA256, Answer, Outcome, Request
from graph.plan.limits import Limits
from tests.conftest import require_module
from tests.plan.site import Site, opened

TITLE = 'roadmap(slug: "oak") { title }'


def aliased(count: int, field: str = TITLE) -> str:
    return " ".join(f"a{i}: {field}" for i in range(count))


def nested(levels: int) -> str:
    """As many fields deep."""
    inner = levels - 2
    return '{ roadmap(slug: "oak") {' + "relatedRoadmaps {" * inner + "slug" + "}" * inner + "} }"


def declared(count: int) -> str:
    names = [f"$v{i}" for i in range(count)]
    uses = " ".join(f"a{i}: roadmap(slug: {name}) {{ slug }}" for i, name in enumerate(names))
    declarations = ", ".join(f'{name}: String! = "oak"' for name in names)
    return f"query ({declarations}) {{ {uses} }}"


def conditions(count: int) -> str:
    each = "{ isNew: true }"
    return f"{{ roadmaps(filter: {{ or: [{' '.join([each] * count)}] }}) {{ totalCount }} }}"


def costly(pages: int) -> str:
    return f"{{ roadmaps(first: {pages}) {{ nodes {{ slug }} }} }}"


@dataclass(frozen=True)
class Case:
    """A setting, a number for it, and a document for each amount of what it limits."""

    setting: str
    most: int
    text: Callable[[int], str]
    message: str
    """What tells that the amount is too large."""
    step: int = 1
    """By how much the smallest amount beyond the limit is larger."""

    @property
    def limits(self) -> Limits:
        return Limits(**{self.setting: self.most})


CASES = {
    "tokens": Case(
        "token_limit",
        20,
        lambda n: "{" + "__typename " * (n - 2) + "}",
        "Syntax Error: Document contains more than 20 tokens. Parsing aborted.",
    ),
    "depth": Case("depth_limit", 6, nested, "`roadmap` is nested 7 fields deep; at most 6."),
    "fields": Case(
        "field_limit",
        8,
        lambda n: '{ roadmap(slug: "oak") {' + "slug " * (n - 1) + "} }",
        "The operation has 9 fields, `roadmap` 9 of them, fragments expanded; at most 8.",
    ),
    "aliases": Case(
        "alias_limit",
        4,
        lambda n: '{ roadmap(slug: "oak") { ' + aliased(n, "slug") + " } }",
        "The operation has 5 aliases, `roadmap` 5 of them, fragments expanded; at most 4.",
    ),
    "directives": Case(
        "directive_limit",
        3,
        lambda n: "{ " + " ".join(f"a{i}: __typename @include(if: true)" for i in range(n)) + " }",
        "The operation has 4 directives, `__typename` 1 of them, fragments expanded; at most 3.",
    ),
    "root fields": Case(
        "root_field_limit",
        3,
        lambda n: f"{{ {aliased(n)} }}",
        "The operation has 4 fields at its top level, `roadmap` among them; at most 3.",
    ),
    "root fields in fragments": Case(
        "root_field_limit",
        3,
        lambda n: f"{{ ...f }} fragment f on Query {{ ... on Query {{ {aliased(n)} }} }}",
        "The operation has 4 fields at its top level, `roadmap` among them; at most 3.",
    ),
    "introspection": Case(
        "introspection_limit",
        2,
        lambda n: "{ " + aliased(n, "__schema { queryType { name } }") + " }",
        "The operation asks for the schema 3 times, `__schema` among them; at most 2.",
    ),
    "variables": Case(
        "variable_limit",
        3,
        declared,
        "The operation declares 4 variables, `$v3` among them; at most 3.",
    ),
    "conditions": Case(
        "condition_limit",
        9,  # the list, its entries, and what is in each
        lambda n: conditions((n - 1) // 2),
        "`roadmaps` brings the operation to 11 conditions in filters and orders; at most 9.",
        step=2,
    ),
    "cost": Case(
        "cost_limit",
        11,
        lambda n: costly(n - 1),
        "The operation costs 12, `roadmaps` 12 of it; at most 11: ask for smaller pages, or fewer "
        "lists inside lists.",
    ),
    "characters": Case(
        "character_limit",
        60,
        lambda n: "{ __typename }".ljust(n, "#"),
        "Syntax Error: Source contains more than 60 code points. Parsing aborted.",
    ),
    "comparisons": Case(
        "comparison_limit",
        300,
        lambda n: "{ " + "__typename " * (n // 15) + "}",
        "The document's fields and fragments repeat too often to be compared; at most 300 pairs.",
        step=300,
    ),
}


def many(site: Site, text: str) -> list[Answer]:
    """The answers to a document sent by POST, by GET, and under its hash."""
    name = SHA256 + sha256(text.encode()).hexdigest()
    requests = [
        Request(text),
        Request(text, query_only=True),
        Request(text, document_id=name),
        Request(None, document_id=name),
    ]
    return [site.ask(request) for request in requests]


def messages(answer: Answer) -> list[str]:
    return [error["message"] for error in json.loads(answer.body)["errors"]]


@pytest.mark.parametrize("case", CASES.values(), ids=[*CASES])
def test_a_limit_is_met_however_the_document_comes(case: Case, tmp_path: Path) -> None:
    with opened(tmp_path, require_module("sqlite3"), limits=case.limits) as site:
        site.seed(oak="Oak")
        assert {answer.outcome for answer in many(site, case.text(case.most))} == {Outcome.EXECUTED}
        sent = case.text(case.most + case.step)
        *whole, named = many(site, sent)
        assert [messages(answer) for answer in whole] == [[case.message]] * 3
        assert {answer.outcome for answer in whole} == {Outcome.REFUSED}
        assert named.outcome in (Outcome.NOT_KEPT, Outcome.REFUSED)  # by what the limit depends on


def test_an_error_tells_where(tmp_path: Path) -> None:
    with opened(tmp_path, require_module("sqlite3"), limits=Limits(root_field_limit=1)) as site:
        errors = json.loads(site.ask(Request("{\n  __typename\n  a: __typename\n}")).body)["errors"]
    assert [error["locations"] for error in errors] == [[{"line": 3, "column": 3}]]


def test_only_so_many_errors_are_told(tmp_path: Path) -> None:
    with opened(tmp_path, require_module("sqlite3"), limits=Limits(error_limit=2)) as site:
        found = messages(site.ask(Request("{ a b c d }")))
        variables: dict[str, object] = {"ids": [{}, {}, {}, {}]}
        text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        wrong = messages(site.ask(Request(text, variables=variables)))
    told = [f"Cannot query field '{name}' on type 'Query'." for name in "ab"]
    assert (found[:2], len(found), len(wrong)) == (told, 3, 3)  # and that there are more


def test_conditions_of_variables_count_as_those_of_the_text_do(tmp_path: Path) -> None:
    text = "query ($f: RoadmapFilter) { roadmaps(filter: $f) { totalCount } }"

    def asked(count: int) -> Answer:
        return site.ask(Request(text, variables={"f": {"or": [{"isNew": True}] * count}}))

    with opened(tmp_path, require_module("sqlite3"), limits=Limits(condition_limit=9)) as site:
        assert asked(4).outcome is Outcome.EXECUTED
        assert messages(asked(5)) == [CASES["conditions"].message]


def test_a_mutation_beyond_a_limit_does_nothing(tmp_path: Path) -> None:
    def clicks(count: int) -> str:
        click = 'recordSponsorClick(input: {roadmap: "oak"}) { __typename }'
        return f"mutation {{ {aliased(count, click)} }}"

    with opened(tmp_path, require_module("sqlite3"), limits=Limits(mutation_limit=2)) as site:
        refused = site.ask(Request(clicks(3)))  # the engine has nothing that would record them
    told = "The operation has 3 fields at its top level, `recordSponsorClick` among them"
    assert (refused.outcome, messages(refused)) == (Outcome.REFUSED, [f"{told}; at most 2."])


EVERYDAY = {
    "GraphiQL's introspection": get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True
    ),
    "a code generator's": get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    ),
    "an old client's": get_introspection_query(descriptions=False),
    "a page of fifty aliases": f"{{ {aliased(50)} }}",
    "a large page": "{ roadmaps(first: 100) { nodes { slug title tags { name } } } }",
}


@pytest.mark.parametrize("text", EVERYDAY.values(), ids=[*EVERYDAY])
def test_what_clients_send_is_within_the_limits(text: str, tmp_path: Path) -> None:
    with opened(tmp_path, require_module("sqlite3")) as site:
        assert site.ask(Request(text)).outcome is Outcome.EXECUTED
