"""Engines for the tests of this room: one that answers a constant, one over a toy schema."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLArgument,
    GraphQLField,
    GraphQLInt,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLString,
    OperationType,
    get_operation_ast,
    graphql,
    graphql_sync,
    parse,
)
from graphql.error import GraphQLSyntaxError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.http.app import build_app
from graph.http.edge import Edge
from graph.http.reports import report_routes
from graph.plan.answer import Answer, Begun, Engine, Outcome, Request

SDL = "type Query {\n  hello(name: String): String\n}\n"


@dataclass
class ConstantEngine:
    """Answers always the same, and remembers what it was asked."""

    outcome: Outcome = Outcome.EXECUTED
    body: bytes = b'{"data":{}}'
    tag: str | None = None
    asked: list[Request] = field(default_factory=list)

    async def answer(self, request: Request) -> Answer:
        self.asked.append(request)
        return Answer(self.body, self.outcome, self.tag)

    def at_once(self, _request: Request) -> None:
        """Nothing."""


class TellingEngine:
    """Tells which way each answer came; a query `later` it leaves, `soon` it begins, at `broken` it
    fails, and at `spoilt` once it has begun."""

    SECONDS = 0.3
    """That a query `later` or `soon` takes."""

    async def answer(self, request: Request) -> Answer:
        if request.query == "later":
            await asyncio.sleep(self.SECONDS)
        return self._answer(f"{request.query} awaited")

    def at_once(self, request: Request) -> Answer | Begun | None:
        if request.query == "broken":
            raise LookupError
        if request.query == "later":
            return None
        if request.query in ("soon", "spoilt"):
            return Begun(asyncio.ensure_future(self._begun(request.query)), self._answer)
        return self._answer(f"{request.query} at once")

    async def _begun(self, query: str) -> str:
        if query == "spoilt":
            raise LookupError("a secret of what was begun")
        await asyncio.sleep(self.SECONDS)
        return f"{query} begun"

    def _answer(self, told: str) -> Answer:
        return Answer(f'{{"data":"{told}"}}'.encode(), Outcome.EXECUTED)


class FailingEngine:
    async def answer(self, request: Request) -> Answer:
        raise LookupError(f"a secret of {request.query}")

    def at_once(self, request: Request) -> Answer:
        raise LookupError(f"a secret of {request.query}")


class ToyEngine:
    """graphql-core over a schema with one query and one mutation."""

    schema = GraphQLSchema(
        GraphQLObjectType(
            "Query",
            {
                "hello": GraphQLField(
                    GraphQLString,
                    {"name": GraphQLArgument(GraphQLString)},
                    resolve=lambda _root, _info, name="you": f"Hello {name}",
                )
            },
        ),
        GraphQLObjectType(
            "Mutation", {"count": GraphQLField(GraphQLInt, resolve=lambda _root, _info: 1)}
        ),
    )

    async def answer(self, request: Request) -> Answer:
        if request.query_only and _is_mutation(request):
            body = b'{"errors":[{"message":"A mutation comes by POST."}]}'
            return Answer(body, Outcome.QUERY_ONLY)
        return _answer(await graphql(self.schema, request.query or "", **_given(request)))

    def at_once(self, request: Request) -> Answer | None:
        if _is_mutation(request):
            return None
        answer = _answer(graphql_sync(self.schema, request.query or "", **_given(request)))
        return answer if answer.outcome is Outcome.EXECUTED else None


def _given(request: Request) -> dict[str, Any]:
    return {
        "variable_values": dict(request.variables or {}),
        "operation_name": request.operation_name,
    }


def _is_mutation(request: Request) -> bool:
    try:
        operation = get_operation_ast(parse(request.query or ""), request.operation_name)
    except GraphQLSyntaxError:
        return False
    return operation is not None and operation.operation is OperationType.MUTATION


def _answer(result: ExecutionResult) -> Answer:
    if result.data is None:
        errors = [error.formatted for error in result.errors or ()]
        return Answer(json.dumps({"errors": errors}).encode(), Outcome.REFUSED)
    return Answer(json.dumps(result.formatted).encode(), Outcome.EXECUTED)


async def is_ready() -> str | None:
    return None


def make_app() -> ASGIApp:
    """The factory that the tests of the server name."""
    return app_over(ToyEngine())


def make_app_by_messages() -> ASGIApp:
    """The same where something stands between it and the server: only ASGI's messages pass."""
    app = make_app()

    async def standing_between(scope: Scope, receive: Receive, send: Send) -> None:
        async def passed_on(message: Message) -> None:
            await send(message)

        await app(scope, receive, passed_on)

    return standing_between


HASTE = Edge(
    body_limit=1_000_000,
    header_limit=1_000,
    header_count_limit=10,
    connection_limit=20,
    header_seconds=1,
    body_seconds=1,
    write_seconds=1,
    idle_seconds=2,
)


def make_app_that_fails() -> ASGIApp:
    return app_over(FailingEngine())


def make_app_that_tells() -> ASGIApp:
    return app_over(TellingEngine())


def make_app_in_haste() -> ASGIApp:
    return app_over(ToyEngine(), HASTE)


def app_over(engine: Engine, edge: Edge | None = None) -> ASGIApp:
    reports = report_routes(engine, lambda: datetime.now(UTC))
    return build_app(engine, sdl=SDL, ready=is_ready, edge=edge, reports=reports)
