"""Thousands of operations, each made from a number, are answered as graphql-core answers them.

They are shared out to tests by number, so that several processes can run them, and asked of the
SQLite modules by turns.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

import pytest

from tests.conftest import IS_CI
from tests.oracle.answer import Oracle, TooLargeError
from tests.plan.comparison import check
from tests.plan.database import Database
from tests.plan.generated import composed
from tests.plan.operations.case import Case
from tests.plan.test_generated import SCHEMA, WORDS, is_over_a_limit
from tests.plan.walks import Cursor, Walk

SHARES = 16
OPERATIONS = 4_160 if IS_CI else 480
WALKS = 256 if IS_CI else 32
"""Of four operations each."""
FEW_TOO_LARGE = 0.1


@contextmanager
def told(case: Case, number: int) -> Iterator[None]:
    """Say which operation it was, if anything fails."""
    try:
        yield
    except Exception as error:
        error.add_note(f"number {number}: {case.text}\n{case.variables}")
        raise


@pytest.mark.parametrize("share", range(SHARES))
def test_an_operation_is_answered_as_the_oracle_does(
    databases: Sequence[Database], oracle: Oracle, share: int
) -> None:
    numbers = range(share, OPERATIONS, SHARES)
    compared = [number for number in numbers if is_compared(databases, oracle, number)]
    assert len(compared) > len(numbers) * (1 - FEW_TOO_LARGE)


def is_compared(databases: Sequence[Database], oracle: Oracle, number: int) -> bool:
    """Whether the operation of that number could be, and was."""
    case = composed(SCHEMA, WORDS, number)
    database = databases[number // SHARES % len(databases)]
    with told(case, number):
        try:
            expected = oracle.expect(case.text, case.variables)
        except TooLargeError:
            return False
        answer = database.ask(case.text, case.variables)
        if is_over_a_limit(answer):
            return False
        check(answer, expected)
        return True


@pytest.mark.parametrize("share", range(SHARES))
def test_a_walk_through_a_list_goes_as_the_oracle_does(
    databases: Sequence[Database], oracle: Oracle, share: int
) -> None:
    foreign: list[Cursor] = []
    for number in range(share, WALKS, SHARES):
        database = databases[number // SHARES % len(databases)]
        walk = Walk(SCHEMA, WORDS, Random(number))  # noqa: S311
        for asked, said in walk.steps(foreign):
            with told(asked, number):
                expected = oracle.expect(said.text, said.variables)
                answer = database.ask(asked.text, asked.variables)
                check(answer, expected)
                foreign += walk.took(answer.body, expected)[-1:]
