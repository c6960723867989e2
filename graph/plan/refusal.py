"""What stops an operation before any SQL runs."""

from collections.abc import Sequence

from graphql import GraphQLError, Node


class RefusedError(Exception):
    """The request is at fault; the errors tell the client what, where and how to mend it."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


def refused(message: str, *nodes: Node) -> RefusedError:
    """A refusal with one error, located at the nodes of the operation."""
    return RefusedError([GraphQLError(message, list(nodes))])
