"""What is selected on a mutation's result, told by the result itself: no statement is run."""

import json
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

from graphql import FieldNode, GraphQLField, GraphQLObjectType
from msgspec.json import encode

from graph.plan.collect import Collector, Fields
from graph.plan.rule import ITSELF, KNOWN, Told
from graph.plan.schema import binding_of, declared_field, object_type, rule_of

Known = Callable[[Any], Any]
"""Takes the value of a leaf from the result."""
Teller = Callable[[Any], bytes]
"""The JSON of all that is selected on the result."""


def teller_of(collector: Collector, kind: GraphQLObjectType, fields: Fields) -> Teller | None:
    """Tells those fields of a result of that type; None where one stands in a row alone."""
    pieces = _object(collector, kind, fields)
    if pieces is None:
        return None
    # Of GraphQL's names, which are all the text that always stands there, none has a "%".
    template = "".join([each if isinstance(each, str) else "%b" for each in pieces]).encode()
    leaves = [each for each in pieces if not isinstance(each, str)]
    return lambda result: template % tuple([encode(known(result)) for known in leaves])


Pieces = list[str | Known]
"""Of a JSON text in its order: what always stands there, and what a result says."""


def _object(collector: Collector, kind: GraphQLObjectType, fields: Fields) -> Pieces | None:
    pieces: Pieces = []
    for key, nodes in fields.items():
        value = _value(collector, kind, nodes)
        if value is None:
            return None
        pieces += ["," if pieces else "", f'"{key}":', *value]
    return ["{", *pieces, "}"]


def _value(
    collector: Collector, kind: GraphQLObjectType, nodes: Sequence[FieldNode]
) -> Pieces | None:
    name = nodes[0].name.value
    if name == "__typename":
        return [json.dumps(kind.name)]
    field = kind.fields[name]
    known = _known(kind, field)
    if known is ITSELF:
        part = object_type(field)
        return _object(collector, part, collector.fields(part, nodes))
    return known and [known]


def _known(kind: GraphQLObjectType, field: GraphQLField) -> Known | None:
    """What stands for no row knows all of its fields; what does knows those that say so."""
    declared = declared_field(field)
    if binding_of(kind) is None or isinstance(rule_of(field), Told):
        return attrgetter(declared.python_name)
    known: Known | None = declared.metadata.get(KNOWN)
    return known
