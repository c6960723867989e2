"""What the schema's declaration says to the planner: rules of fields, bindings of types."""

from typing import Any, cast

from graphql import GraphQLField, GraphQLNamedType, GraphQLObjectType, get_named_type
from strawberry.types.field import StrawberryField

from graph.plan.rule import RULE, Binding, Column, Rule

_DECLARATION = "strawberry-definition"


def declared_field(field: GraphQLField) -> StrawberryField:
    """The field as Strawberry has it."""
    declared: StrawberryField = field.extensions[_DECLARATION]
    return declared


def rule_of(field: GraphQLField) -> Rule:
    """How the field is selected; a field that does not say so stands in the column of its name."""
    declared = declared_field(field)
    rule: Rule = declared.metadata.get(RULE) or Column()
    if isinstance(rule, Column) and rule.name is None:
        return Column(declared.python_name)
    return rule


def binding_of(kind: GraphQLNamedType) -> Binding | None:
    """What objects of the type are made from; None for those that are part of another row."""
    declared: Any = kind.extensions[_DECLARATION]
    return cast("Binding | None", getattr(declared.origin, "binding", None))


def bound(kind: GraphQLObjectType) -> Binding:
    """The binding of a type that must have one; TypeError where its declaration forgot it."""
    binding = binding_of(kind)
    if binding is None:
        raise TypeError(f"{kind.name} is selected from rows, and declares no binding")
    return binding


def object_type(field: GraphQLField) -> GraphQLObjectType:
    """The type of the objects that a field gives, one or many."""
    return cast(GraphQLObjectType, get_named_type(field.type))
