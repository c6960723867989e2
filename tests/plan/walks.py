"""Walks through lists: page after page, either way, from cursors that earlier pages gave."""

import json
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, VariableDefinitionNode, print_ast

from tests.oracle.answer import Expected
from tests.plan.operations.case import Case
from tests.plan.values import Arguments, Chance
from tests.plan.vocabulary import Vocabulary

STEPS = 4
PAGING = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
LISTS: Sequence[tuple[str, str, Mapping[str, Sequence[str]]]] = (
    *((name, "", {}) for name in ("roadmaps", "roadmaps", "search", "keywords")),
    *((name, "", {}) for name in ("tags", "sponsors", "placements", "contentIssues")),
    ("roadmaps", "Tag", {"name": ("roadmap", "role-roadmap", "only-mushrooms")}),
    ("roadmaps", "Keyword", {"text": ("spade", "soil", "ring")}),
    ("relatedBy", "Roadmap", {"slug": ("gardener", "botany", "lawn", "ponds")}),
)
"""Fields that are lists; of which type, if not of Query; and what names an object of that type."""
PAGE = """{ totalCount edges { cursor node { %(leaf)s } } nodes { %(leaf)s }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"""

Cursor = tuple[str, str]
"""One that the engine made, and the oracle's of the same place."""


class Walk:
    """One list under arguments of its own."""

    def __init__(self, schema: GraphQLSchema, words: Vocabulary, random: Random) -> None:
        self._chance = Chance(random)
        self._arguments = Arguments(words, self._chance)
        self._cursors: list[Cursor] = []
        self._name, owner, named = self._chance.pick(LISTS)
        kind = schema.type_map[owner or "Query"]
        assert isinstance(kind, GraphQLObjectType)
        self._field = kind.fields[self._name]
        own = ", ".join(map(print_ast, self._arguments.own(self._field)))
        paging = ", ".join(f"{name}: ${name}" for name in self._paging)
        leaf = "line" if self._name == "contentIssues" else "id"
        asked = f"page: {self._name}({own} {paging}) {PAGE % {'leaf': leaf}}"
        ((key, names),) = named.items() or ((None, ("",)),)
        if key:
            name = json.dumps(self._chance.pick(names))
            asked = f"of: {owner.lower()}({key}: {name}) {{ {asked} }}"
        self._text = f"query({self._definitions()}) {{ {asked} }}"

    @property
    def _paging(self) -> list[str]:
        return [name for name in PAGING if name in self._field.args]

    def _definitions(self) -> str:
        own: Sequence[VariableDefinitionNode] = self._arguments.definitions
        said = [*map(print_ast, own), *(f"${name}: {PAGING[name]}" for name in self._paging)]
        return ", ".join(said)

    def steps(self, foreign: Sequence[Cursor]) -> Iterator[tuple[Case, Case]]:
        """Operations as the engine and as the oracle are asked; now and then with a foreign cursor.
        What they answer is told by `took` before the next one."""
        for _ in range(STEPS):
            size = self._chance.pick([name for name in ("first", "last") if name in self._paging])
            engine: dict[str, Any] = {size: self._chance.pick((1, 2, 3, 5, 8))}
            oracle = dict(engine)
            for name in ("after", "before"):
                known = foreign if self._chance.happens(0.1) else self._cursors
                if known and name in self._paging and self._chance.happens(0.6):
                    engine[name], oracle[name] = self._chance.pick(known)
            yield self._case(engine), self._case(oracle)

    def _case(self, paging: Mapping[str, Any]) -> Case:
        return Case(self._text, {**self._arguments.variables, **paging})

    def took(self, answer: bytes, expected: Expected) -> list[Cursor]:
        """The cursors of a page, which both gave alike."""
        if expected.is_refused:
            return []
        cursors = zip(cursors_of(json.loads(answer)["data"]), cursors_of(expected.raw), strict=True)
        self._cursors += cursors
        return self._cursors


def cursors_of(data: Any) -> list[str]:
    page = (data["of"] or {}).get("page") if "of" in data else data["page"]
    return [edge["cursor"] for edge in page["edges"]] if page else []
