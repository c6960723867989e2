"""What stops an operation before any SQL runs."""

from collections.abc import Sequence

from graphql import GraphQLError, Node

from graph.plan.answer import Outcome


class RefusedError(Exception):
    """The request is at fault; the errors tell the client what, where and how to mend it."""

    outcome = Outcome.REFUSED

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class UnauthenticatedError(RefusedError):
    """It asks for what only a token opens, and none that does came with it."""

    outcome = Outcome.UNAUTHENTICATED

    def __init__(self) -> None:
        message = (
            "Reports are open only to who has a token: send one in the header "
            "`Authorization: Bearer TOKEN`, with the word Bearer. The one that came, "
            "if any, opens nothing."
        )
        super().__init__([GraphQLError(message, extensions={"code": "UNAUTHENTICATED"})])


def refused(message: str, *nodes: Node) -> RefusedError:
    """A refusal with one error, located at the nodes of the operation."""
    return RefusedError([GraphQLError(message, list(nodes))])
