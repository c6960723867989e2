"""Generated operations are answered as graphql-core answers them."""

from collections.abc import Sequence

from hypothesis import Phase, assume, given, note, settings

from graph.plan.answer import Answer, Outcome
from graph.schema import build_schema
from tests.oracle.answer import Oracle, TooLargeError, oracle_schema
from tests.oracle.history import replay
from tests.oracle.objects import World
from tests.plan.comparison import check
from tests.plan.conftest import PAGE_LIMIT
from tests.plan.content import NOW, RUNS
from tests.plan.database import Database
from tests.plan.generated import operations
from tests.plan.operations.case import Case
from tests.plan.vocabulary import vocabulary

SCHEMA = oracle_schema(build_schema().as_str())
OPERATIONS = operations(SCHEMA, vocabulary(World(replay(RUNS), NOW, PAGE_LIMIT)))


# Not shrunk: an operation grows out of a seed, so that a smaller one is another one.
@settings(phases=[Phase.reuse, Phase.generate])
@given(case=OPERATIONS)
def test_operation_is_answered_as_the_oracle_does(
    databases: Sequence[Database], oracle: Oracle, case: Case
) -> None:
    note(f"{case.text}\n{case.variables}")
    try:
        expected = oracle.expect(case.text, case.variables)
    except TooLargeError:
        assume(False)
    for database in databases:
        answer = database.ask(case.text, case.variables)
        assume(not is_over_a_limit(answer))
        check(answer, expected)


def is_over_a_limit(answer: Answer) -> bool:
    """Whether the operation was refused for its size alone, which the oracle does not know."""
    return answer.outcome is Outcome.REFUSED and b"; at most " in answer.body
