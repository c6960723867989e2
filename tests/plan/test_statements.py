"""Whatever an operation asks for, SQLite runs one statement for it."""

import re
from collections.abc import Sequence

import pytest

from graph.plan.answer import Outcome
from tests.plan.database import Database
from tests.plan.generated import composed
from tests.plan.operations import CASES
from tests.plan.operations.case import Case, nested
from tests.plan.test_generated import SCHEMA, WORDS

COMPOSED = 100
OF_THE_INDEX = re.compile(r"data_version|'search_document_")
"""What FTS5 runs for itself while it is looked into."""

LEVELS = {
    "one-level": "{ roadmaps { nodes { slug } } }",
    "four-levels": """{ roadmaps { nodes { slug tags { name roadmaps(first: 2) { totalCount nodes {
    keywords { text } sponsor { sponsor { title } } } pageInfo { hasNextPage } } } } } }""",
    "related-once": f"""{{ roadmap(slug: "lawn") {{
    {nested("relatedRoadmaps { slug ", 1, "title ")} }} }}""",
    "related-four-times": f"""{{ roadmap(slug: "lawn") {{
    {nested("relatedRoadmaps { slug ", 4, "title ")} }} }}""",
    "constants-alone": "{ __typename }",
    "introspection-alone": '{ __type(name: "Tag") { name } }',
}


@pytest.mark.parametrize("text", LEVELS.values(), ids=list(LEVELS))
def test_an_operation_of_any_depth_is_one_statement(database: Database, text: str) -> None:
    with database.statements() as seen:
        assert database.ask(text).outcome is Outcome.EXECUTED
    assert len(seen) == 1


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_an_operation_is_one_statement_and_a_refused_one_is_none(
    database: Database, case: Case
) -> None:
    assert_one_statement(database, case)


def test_a_composed_operation_is_one_statement(databases: Sequence[Database]) -> None:
    for number in range(COMPOSED):
        assert_one_statement(databases[0], composed(SCHEMA, WORDS, number))


def assert_one_statement(database: Database, case: Case) -> None:
    with database.statements() as seen:
        answer = database.ask(case.text, case.variables)
    own = [sql for sql in seen if not OF_THE_INDEX.search(sql)]
    assert len(own) == (1 if answer.outcome is Outcome.EXECUTED else 0), own
