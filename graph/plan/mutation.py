"""Runs a mutation: each root field's action in turn, then the selection on what it returned.

An action returns an object whose class is named as the GraphQL type of the result, or a list of
such. What is selected the result tells by itself, as far as it knows it. Else its type is made from
a table, and one statement answers the selection, on the row of the result's `row_id`.
"""

from asyncio import ensure_future
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type, is_abstract_type

from graph.plan.acted import act_arguments, shaping_variables
from graph.plan.answer import Answer, Begun, Outcome
from graph.plan.aside import Aside
from graph.plan.operation import Operation
from graph.plan.planner import Planner
from graph.plan.reader import Reader, UnavailableError
from graph.plan.receipt import Teller, teller_of
from graph.plan.recent import Recent
from graph.plan.refusal import refused
from graph.plan.rule import Action
from graph.plan.schema import rule_of
from graph.plan.statement import Inputs, Source, Statement

MOST_PLANS = 32
"""Kept for a mutation: as many outlines of its variables as a client plausibly mixes."""
Payload = Statement | Teller
"""What answers the selection on one type of result."""


@dataclass(frozen=True, slots=True)
class Step:
    """One root field, ready to be acted on."""

    key: str
    """In the answer."""
    node: FieldNode
    action: Action
    arguments: Source
    payloads: Mapping[str, Payload]
    """By the names of the results' types."""
    varies: bool
    """Whether variables have a say in what is selected on the result."""
    tells_all: bool
    """Whether any result tells by itself what is selected on it."""

    def member(self, told: bytes) -> bytes:
        """Of the answer."""
        return b'"%b":%b' % (self.key.encode(), told)

    def told(self, result: object) -> bytes:
        """What a result tells, or several, where they tell all."""
        if isinstance(result, list):
            return _list([self.told(each) for each in result])
        tell = cast(Teller, self.payloads[type(result).__name__])
        return tell(result)

    def answer(self, result: object) -> Answer:
        """The whole answer, where there is no other field."""
        return _answer([self.member(self.told(result))])


Steps = Sequence[Step | bytes]
"""In the order of the answer; a member of it for what needs no action."""


def _answer(members: Sequence[bytes]) -> Answer:
    return Answer(b'{"data":{%b}}' % b",".join(members), Outcome.EXECUTED)


def _list(told: Sequence[bytes]) -> bytes:
    return b"[%b]" % b",".join(told)


@dataclass(slots=True)
class Plans:
    """What was made ready for one mutation so far."""

    shaping: frozenset[str] | None = None
    """The variables that its plans depend on; unknown before its first run."""
    steps: Recent[Hashable, Steps] = field(default_factory=lambda: Recent(MOST_PLANS))
    """By the outlines of these."""

    def outlines(self, operation: Operation, inputs: Inputs) -> dict[str, Any]:
        """What of the variables the plans depend on."""
        if self.shaping is None:
            self.shaping = shaping_variables(operation)
        shapes = {n: inputs.variables[n] for n in self.shaping if n in inputs.variables}
        return operation.variables.outlines(shapes) if shapes else shapes


class Mutations:
    """Runs the mutations of one schema; `target` is what the actions act on."""

    def __init__(self, planner: Planner, reader: Reader, target: object, aside: Aside) -> None:
        self._planner = planner
        self._reader = reader
        self._target = target
        self._aside = aside

    def begin(self, operation: Operation, inputs: Inputs, plans: Plans) -> Begun | None:
        """Act at once, where all that is to be done is one prepared step whose result tells all of
        its answer; None, and nothing done, where it is not."""
        outlines = plans.outlines(operation, inputs)
        steps = plans.steps.get(tuple(outlines.items())) or ()
        step = steps[0] if len(steps) == 1 else b""
        if isinstance(step, bytes) or not step.tells_all:
            return None
        arguments = self._checked(step, inputs)
        result = ensure_future(step.action.run(self._target, inputs.origin, **arguments))
        return Begun(result, step.answer)

    async def answer(self, operation: Operation, inputs: Inputs, plans: Plans) -> Answer:
        """The whole answer, once all is done."""
        steps = await self._steps(operation, inputs, plans)
        acts = [(step, self._checked(step, inputs)) for step in steps]  # all, before one acts
        members = []
        for step, arguments in acts:
            if isinstance(step, bytes):
                members.append(step)
            else:
                result = await step.action.run(self._target, inputs.origin, **arguments)
                members.append(step.member(await self._told(step, result, inputs)))
        return _answer(members)

    def _checked(self, step: Step | bytes, inputs: Inputs) -> dict[str, Any]:
        """The action's arguments; RefusedError where the answer to it could not be given."""
        if isinstance(step, bytes):
            return {}
        if step.varies:
            _check(step, inputs)
        arguments: dict[str, Any] = step.arguments(inputs)
        reason = step.action.refused(**arguments) if step.action.refused else None
        if reason is not None:
            raise refused(f"{step.node.name.value}: {reason}", step.node)
        return arguments

    async def _told(self, step: Step, result: Any, inputs: Inputs) -> bytes:
        """The JSON of what is selected on an action's result."""
        if isinstance(result, list):
            return _list([await self._told(step, each, inputs) for each in result])
        name = type(result).__name__
        payload = step.payloads[name]
        if not isinstance(payload, Statement):
            return payload(result)
        text = await self._reader.text(payload, Inputs(inputs.variables, inputs.now, result))
        if text is None:
            raise UnavailableError(f"the {name} that was just stored is not to be read")
        return text.encode()

    async def _steps(self, operation: Operation, inputs: Inputs, plans: Plans) -> Steps:
        """The steps under the outlines of these variables, checked where no others will differ."""
        outlines = plans.outlines(operation, inputs)
        key = tuple(outlines.items())
        kept = plans.steps.get(key)
        if kept is not None:
            return kept
        plan = partial(self._plan, operation, outlines, inputs, varies=bool(plans.shaping))
        return await self._aside.kept(plans.steps, key, plan)

    def _plan(
        self, operation: Operation, outlines: Mapping[str, Any], inputs: Inputs, *, varies: bool
    ) -> Steps:
        root = cast(GraphQLObjectType, self._planner.schema.mutation_type)
        steps: list[Step | bytes] = []
        for key, nodes in self._planner.fields(operation, outlines, root).items():
            if nodes[0].name.value == "__typename":
                steps.append(f'"{key}":"{root.name}"'.encode())
                continue
            field = root.fields[nodes[0].name.value]
            step = self._step(operation, outlines, key, field, nodes, varies=varies)
            _check(step, inputs)
            steps.append(step)
        return steps

    def _step(
        self,
        operation: Operation,
        outlines: Mapping[str, Any],
        key: str,
        field: GraphQLField,
        nodes: Sequence[FieldNode],
        *,
        varies: bool,
    ) -> Step:
        action = rule_of(field)
        if not isinstance(action, Action):
            raise TypeError(f"{nodes[0].name.value} declares no action")
        given = self._planner.arguments(operation, outlines)
        payloads = {
            kind.name: self._payload(operation, outlines, kind, nodes)
            for kind in self._results(field)
        }
        arguments = act_arguments(operation, given, nodes[0], field)
        tells_all = not any(isinstance(each, Statement) for each in payloads.values())
        return Step(key, nodes[0], action, arguments, payloads, varies, tells_all)

    def _results(self, field: GraphQLField) -> Sequence[GraphQLObjectType]:
        """The types of the objects that the field's action may return."""
        named: Any = get_named_type(field.type)
        if is_abstract_type(named):
            return self._planner.schema.get_possible_types(named)
        return [named]

    def _payload(
        self,
        operation: Operation,
        outlines: Mapping[str, Any],
        kind: GraphQLObjectType,
        nodes: Sequence[FieldNode],
    ) -> Payload:
        collector = self._planner.collector(operation, outlines)
        teller = teller_of(collector, kind, collector.fields(kind, nodes))
        return teller or self._planner.payload(operation, outlines, kind, nodes)


def _check(step: Step, inputs: Inputs) -> None:
    """RefusedError where the selection on a result could not be answered."""
    for payload in step.payloads.values():
        if isinstance(payload, Statement):
            payload.arguments(Inputs(inputs.variables, inputs.now, _Awaited()))


class _Awaited:
    """Stands for the result of an action that is still to come: each attribute is null."""

    def __getattr__(self, name: str) -> None:
        return None
