"""The root fields that ask for the schema itself: answered by graphql-core, without a database."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableDefinitionNode,
    execute_sync,
)

from graph.plan.operation import Operation
from graph.plan.refusal import RefusedError

FIELDS = ("__schema", "__type")


class Introspection:
    """The answers to one operation's introspection fields."""

    def __init__(self, schema: GraphQLSchema, operation: Operation) -> None:
        self._schema = schema
        self._operation = operation
        self._fixed: dict[str, str] = {}

    def text(self, key: str, nodes: Sequence[FieldNode], variables: Mapping[str, Any]) -> str:
        """The JSON text of one field; made once where no variable has a say in it."""
        if key in self._fixed:
            return self._fixed[key]
        definitions = [
            d for d in self._operation.definition.variable_definitions or () if _is_simple(d)
        ]
        names = {d.variable.name.value for d in definitions}
        used = {name: value for name, value in variables.items() if name in names}
        answer = self._execute(nodes, definitions, used)[key]
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        if not used:
            self._fixed[key] = text
        return text

    def _execute(
        self,
        nodes: Sequence[FieldNode],
        definitions: Sequence[VariableDefinitionNode],
        variables: dict[str, Any],
    ) -> dict[str, Any]:
        alone = OperationDefinitionNode(
            operation=self._operation.definition.operation,
            variable_definitions=tuple(definitions),
            selection_set=SelectionSetNode(selections=tuple(nodes)),
        )
        document = DocumentNode(definitions=(alone, *self._operation.fragments.values()))
        result = execute_sync(self._schema, document, variable_values=variables)
        if not isinstance(result, ExecutionResult) or result.data is None:
            raise RefusedError(getattr(result, "errors", None) or [])
        return result.data


def _is_simple(definition: VariableDefinitionNode) -> bool:
    """Whether introspection could use the variable: it takes names and flags, nothing else."""
    kind: Any = definition.type
    named = getattr(kind, "type", kind)
    return getattr(getattr(named, "name", None), "value", None) in ("String", "Boolean")
