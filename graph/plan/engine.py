"""Answers GraphQL requests by prepared operations.

What an operation costs at first sight (parsing, validation, planning) is kept under its text; from
then on a request is a look-up, the coercion of its variables, one SQL statement and its bytes.
"""

import json
import logging
from collections.abc import Callable, Container, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry
from graphql import GraphQLError, OperationDefinitionNode

from graph.plan.answer import ANY_TAG, Access, Answer, Begun, Gate, Outcome, Request
from graph.plan.aside import Aside
from graph.plan.cache import AnswerCache, revision_statement, tag_of
from graph.plan.coercion import Coercions
from graph.plan.explain import ExplainingReader
from graph.plan.limits import Limits
from graph.plan.mutation import Mutations, Plans
from graph.plan.operation import Operation, read_operation
from graph.plan.persisted import Documents, NotKeptError, PersistedDocuments
from graph.plan.planner import Planner
from graph.plan.reader import Reader, TooLongError, UnavailableError
from graph.plan.recent import Recent
from graph.plan.refusal import RefusedError, UnauthenticatedError
from graph.plan.statement import NEVER, NO_INPUTS, Inputs, Statement

KEPT_CHARACTERS = 300_000
"""Of operation texts that are kept prepared; parsed and planned, each takes some 400 bytes."""
ENTRY_CHARACTERS = 500
"""What an operation counts for beside its text."""
PLAN_CHARACTERS = 100_000
"""Of SQL that is kept for one query, for as many outlines of its variables as that are."""
PERSISTED_BYTES = 4 * 1024 * 1024
"""Of documents kept by their hashes, unless told otherwise."""

UNAVAILABLE = Answer(
    b'{"errors":[{"message":"The database does not answer just now; try again."}]}',
    Outcome.UNAVAILABLE,
)
QUERY_ONLY = Answer(
    b'{"errors":[{"message":"A mutation is sent by POST; GET only asks."}]}', Outcome.QUERY_ONLY
)

TOO_LONG = Answer(
    b'{"errors":[{"message":"The operation takes too long: ask for less at once."}]}',
    Outcome.REFUSED,
)

log = logging.getLogger("graph.plan")


def _characters(statement: Statement) -> int:
    """A plan's share of what is kept; the largest one is kept, too, by itself."""
    return min(len(statement.sql), PLAN_CHARACTERS)


@dataclass(slots=True)
class Prepared:
    """An operation with the plans made for it so far."""

    operation: Operation
    characters: int
    plans: Recent[Hashable, Statement] = field(
        default_factory=lambda: Recent(PLAN_CHARACTERS, _characters)
    )
    acts: Plans = field(default_factory=Plans)
    """For a mutation, in their place."""


class PreparedEngine:
    """The engine over one database; `clock` tells the instant of each request.

    `documents` decides what runs; by default anything does. Answers are kept up to `cache_bytes`.
    `gate` knows who may see the reports; by default nobody may. One that `explains` tells how each
    answer to a query was made, and keeps none.
    """

    def __init__(
        self,
        schema: strawberry.Schema,
        reader: Reader,
        target: object,
        clock: Callable[[], datetime],
        page_limit: int,
        *,
        documents: Documents | None = None,
        cache_bytes: int = 0,
        gate: Gate | None = None,
        limits: Limits | None = None,
        explains: bool = False,
    ) -> None:
        self._schema = schema._schema
        self._limits = limits or Limits()
        self._aside = Aside()
        self._coercions = Coercions()
        self._reader = reader
        self._text = ExplainingReader(reader).text if explains else reader.text
        self._keeps = not explains
        self._clock = clock
        self._planner = Planner(self._schema, reader.dialect, page_limit, self._limits)
        self._mutations = Mutations(self._planner, reader, target, self._aside)
        self._prepared: Recent[tuple[str, str | None], Prepared] = Recent(
            KEPT_CHARACTERS, lambda prepared: ENTRY_CHARACTERS + prepared.characters
        )
        self._documents = documents or PersistedDocuments(PERSISTED_BYTES)
        self.cache = AnswerCache(cache_bytes) if cache_bytes else None
        self._gate = gate
        self._revision = revision_statement(reader.dialect)

    def close(self) -> None:
        """Finish what is being prepared."""
        self._aside.close()

    async def answer(self, request: Request) -> Answer:
        """The answer; errors of the request and of the database are answers too."""
        try:
            return await self._run(request)
        except NotKeptError as unknown:
            return Answer(_errors(unknown.errors), Outcome.NOT_KEPT)
        except RefusedError as refusal:
            return Answer(_errors(refusal.errors), refusal.outcome)
        except TooLongError:
            return TOO_LONG
        except UnavailableError as error:
            log.error("the database did not answer: %s", error)
            return UNAVAILABLE

    def at_once(self, request: Request) -> Answer | Begun | None:
        """The answer to a query that is prepared, if its statement takes no waiting; a mutation
        that is, begun. Whatever is out of the ordinary is left to `answer`, or raises
        RefusedError."""
        text, is_kept = self._documents.text(request), request.query is None
        prepared = self._prepared.get((text, request.operation_name))
        if prepared is None or not (is_kept or request.document_id is None):
            return None
        operation = prepared.operation
        if operation.is_mutation:
            inputs = self._act_inputs(operation, request, NEVER)  # no statement is run
            return self._mutations.begin(operation, inputs, prepared.acts)
        variables = operation.variables.coerced(request.variables or {})
        statement = prepared.plans.get(operation.variables.plan_key(variables))
        if statement is None or statement.needs_access or not self._keeps:
            return None
        if statement.uses_now or self.cache is None:
            inputs = Inputs(variables, self._clock() if statement.uses_now else NEVER)
            return _executed(self._reader.at_once(statement, inputs))
        return self._remembered_at_once(self.cache, statement, Inputs(variables, NEVER))

    def _remembered_at_once(
        self, cache: AnswerCache, statement: Statement, inputs: Inputs
    ) -> Answer | None:
        revision = self._reader.at_once(self._revision, NO_INPUTS)  # first, as in `_remembered`
        if revision is None:
            return None
        tag = tag_of(statement, statement.arguments(inputs), revision)
        answer = cache.get(tag, revision)
        if answer is None:
            answer = _executed(self._reader.at_once(statement, inputs), tag)
            if answer is not None:
                cache.keep(tag, answer)
        return answer

    def prepared(self, request: Request) -> tuple[str, OperationDefinitionNode] | None:
        """The document and the operation of a request that was answered; null for one that is not
        valid, or not kept any more."""
        try:
            text = self._documents.text(request)
        except RefusedError:
            return None
        prepared = self._prepared.get((text, request.operation_name))
        return None if prepared is None else (text, prepared.operation.definition)

    async def _run(self, request: Request) -> Answer:
        text = self._documents.text(request)
        prepared = await self._prepare(text, request.operation_name)
        if request.document_id is not None:
            self._documents.keep(request.document_id, text)
        operation = prepared.operation
        if operation.is_mutation and request.query_only:
            return QUERY_ONLY
        if operation.is_mutation:
            inputs = self._act_inputs(operation, request, self._clock())
            return await self._mutations.answer(operation, inputs, prepared.acts)
        variables = operation.variables.coerced(request.variables or {})
        statement = await self._statement(prepared, variables)
        if statement.needs_access:
            now = self._clock()
            access = await self._access(request.token, now)
            return await self._read(statement, Inputs(variables, now, access=access))
        inputs = Inputs(variables, self._clock() if statement.uses_now else NEVER)
        is_kept = request.known_tags is not None or self.cache is not None
        if statement.uses_now or not (is_kept and self._keeps):
            return await self._read(statement, inputs)
        return await self._remembered(statement, inputs, request.known_tags or ())

    def _act_inputs(self, operation: Operation, request: Request, now: datetime) -> Inputs:
        """What a mutation is run with; RefusedError where it may not be."""
        variables = operation.variables.coerced(request.variables or {})
        origin = request.origin and request.origin()
        inputs = Inputs(variables, now, origin=origin)
        self._planner.cost(operation, inputs)
        return inputs

    async def _access(self, token: str | None, now: datetime) -> Access:
        """What the token opens; UnauthenticatedError where that is nothing."""
        access = None if self._gate is None else await self._gate.access(token, now)
        if access is None:
            raise UnauthenticatedError
        return access

    async def _prepare(self, text: str, name: str | None) -> Prepared:
        def prepare() -> Prepared:
            operation = read_operation(self._schema, text, name, self._coercions, self._limits)
            return Prepared(operation, len(text))

        prepared = self._prepared.get((text, name))
        if prepared is None:
            prepared = await self._aside.kept(self._prepared, (text, name), prepare)
        return prepared

    async def _statement(self, prepared: Prepared, variables: Mapping[str, Any]) -> Statement:
        operation = prepared.operation
        key = operation.variables.plan_key(variables)

        def plan() -> Statement:
            return self._planner.query(operation, operation.variables.outlines(variables))

        statement = prepared.plans.get(key)
        if statement is None:
            statement = await self._aside.kept(prepared.plans, key, plan)
        return statement

    async def _read(self, statement: Statement, inputs: Inputs, tag: str | None = None) -> Answer:
        answer = _executed(await self._text(statement, inputs), tag)
        if answer is None:
            raise UnavailableError("a query's statement gave no row")
        return answer

    async def _remembered(
        self, statement: Statement, inputs: Inputs, known: Container[str]
    ) -> Answer:
        """The answer of a statement that asks for content alone; not run for what is known."""
        arguments = statement.arguments(inputs)  # first, for they may be refused
        # The revision is read before the content. What is committed between the two gives a newer
        # answer an older tag, which no later request computes: nobody is told that it is
        # unchanged, and from the cache it is never served. Read after, it would be the other way.
        revision = await self._reader.text(self._revision, NO_INPUTS) or ""
        tag = tag_of(statement, arguments, revision)
        if tag in known or ANY_TAG in known:
            return Answer(b"", Outcome.UNCHANGED, tag)
        if self.cache is None:
            return await self._read(statement, inputs, tag)
        answer = self.cache.get(tag, revision)
        if answer is None:
            answer = await self._read(statement, inputs, tag)
            self.cache.keep(tag, answer)
        return answer


def _executed(text: str | None, tag: str | None = None) -> Answer | None:
    return None if text is None else Answer(text.encode(), Outcome.EXECUTED, tag)


def _errors(errors: Sequence[GraphQLError]) -> bytes:
    body = {"errors": [error.formatted for error in errors]}
    return json.dumps(body, ensure_ascii=False).encode()
