"""The engine answers as graphql-core does over plain objects: the same data, or a refusal."""

from typing import Any

import pytest
from graphql import GraphQLResolveInfo, default_field_resolver, execute_sync, parse, validate

from tests.oracle.answer import Oracle, object_types
from tests.plan.comparison import compare
from tests.plan.database import Database
from tests.plan.operations import CASES
from tests.plan.operations.case import Case


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_operation_is_answered_as_the_oracle_does(
    database: Database, oracle: Oracle, case: Case
) -> None:
    compare(database, oracle, case.text, case.variables)


def test_the_cases_select_every_field_of_every_type(oracle: Oracle) -> None:
    fields = {(t.name, field) for t in object_types(oracle.schema) for field in t.fields}
    selected = set().union(*[selected_fields(oracle, case) for case in CASES.values()])
    assert sorted(fields - selected) == []


def test_the_cases_give_every_argument(oracle: Oracle) -> None:
    said = " ".join(case.text for case in CASES.values())
    arguments = {
        name
        for kind in object_types(oracle.schema)
        for field in kind.fields.values()
        for name in field.args
    }
    assert [name for name in sorted(arguments) if f"{name}:" not in said] == []


def selected_fields(oracle: Oracle, case: Case) -> set[tuple[str, str]]:
    """The fields of whose values the oracle's answer consists, with their types."""
    found: set[tuple[str, str]] = set()

    def resolve(source: object, info: GraphQLResolveInfo[Any], **arguments: object) -> object:
        found.add((info.parent_type.name, info.field_name))
        return default_field_resolver(source, info, **arguments)

    if not oracle.expect(case.text, case.variables).is_refused:
        document = parse(case.text)
        assert not validate(oracle.schema, document)
        execute_sync(
            oracle.schema,
            document,
            oracle.world.root(),
            variable_values=dict(case.variables),
            field_resolver=resolve,
        )
    return found
