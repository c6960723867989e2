"""How much one operation may ask for.

The defaults are far beyond what clients send, introspection by explorers and code generators
included, and far below what would hold up everybody else.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers; fragments count as often as they are spread."""

    token_limit: int = 5_000
    """TOKEN_LIMIT: words, signs and comments of a document; GraphiQL's introspection has 300."""
    character_limit: int = 100_000
    """CHARACTER_LIMIT: of a document, its strings and comments included."""
    comparison_limit: int = 25_000
    """COMPARISON_LIMIT: pairs of fields of one name that are compared to see whether they agree."""
    error_limit: int = 5
    """ERROR_LIMIT: how many mistakes of a document, or of its variables, are told at once."""
    variable_limit: int = 100
    """VARIABLE_LIMIT: how many an operation may declare."""
    depth_limit: int = 30
    """DEPTH_LIMIT: levels of nested fields."""
    field_limit: int = 1_000
    """FIELD_LIMIT: fields in all; GraphiQL's introspection has some 150."""
    alias_limit: int = 100
    """ALIAS_LIMIT: fields that get another name."""
    directive_limit: int = 100
    """DIRECTIVE_LIMIT: uses of directives."""
    root_field_limit: int = 150
    """ROOT_FIELD_LIMIT: fields of a query at its top level."""
    mutation_limit: int = 10
    """MUTATION_LIMIT: fields of a mutation at its top level, each of which acts."""
    introspection_limit: int = 5
    """INTROSPECTION_LIMIT: how often `__schema` and `__type` stand in an operation."""
    condition_limit: int = 200
    """CONDITION_LIMIT: conditions of its filters and terms of its orders, all fields together."""
    cost_limit: int = 500_000
    """COST_LIMIT: the estimated number of objects in the answer."""
