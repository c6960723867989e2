"""The same operation through graphql-core's own execution, over plain Python objects."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLFieldResolver,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    default_field_resolver,
    execute_sync,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    parse,
    validate,
)

from tests.oracle.objects import World
from tests.oracle.paging import RefusedError, read_paging
from tests.oracle.sorting import USUAL

APART = ("sponsorClickIntegrity", "sponsorClickReport")
"""Root fields that are not about content: tested by themselves."""
MOST_STEPS = 20
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DATE_TIME = re.compile(
    DATE.pattern + r"[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
CURSOR = re.compile(r"(?:[0-9a-f]{2})+")
LISTING = re.compile("|".join(USUAL))


@dataclass(frozen=True, slots=True)
class Expected:
    """The data that the engine must answer with, as `canonical` text, or that it refuses."""

    data: str | None
    raw: Any = None
    """The data as the oracle has it, with cursors of its own."""

    @property
    def is_refused(self) -> bool:
        return self.data is None


REFUSED = Expected(None)


class TooLargeError(Exception):
    """The answer has more fields than a test should wait for."""


class Oracle:
    """Answers operations on one world."""

    def __init__(self, sdl: str, world: World, page_limit: int, most_fields: int = 20_000) -> None:
        self.world = world
        self._root = world.root()
        self.schema = oracle_schema(sdl)
        self._limit = page_limit
        self._most_fields = most_fields

    def expect(self, text: str, variables: Mapping[str, Any]) -> Expected:
        """Raises TooLargeError."""
        try:
            document = parse(text)
        except GraphQLError:
            return REFUSED
        if validate(self.schema, document) or self._is_refused(document, dict(variables)):
            return REFUSED
        result = execute_sync(
            self.schema,
            document,
            self._root,
            variable_values=dict(variables),
            field_resolver=counting(self._most_fields),
        )
        if any(isinstance(error.original_error, TooLargeError) for error in result.errors or ()):
            raise TooLargeError
        assert not result.errors, result.errors
        return Expected(canonical(json.dumps(result.data)), result.data)

    def _is_refused(self, document: DocumentNode, variables: dict[str, Any]) -> bool:
        """Whether anything in the request is wrong, whatever the data: it is executed where all
        that can be asked for exists, once for each type that a Node may be of."""
        asked: set[str] = set()

        def errors(name: str) -> Sequence[GraphQLError]:
            def chosen(*_: Any) -> str:
                asked.add(name)
                return name

            result = execute_sync(
                self.schema,
                document,
                variable_values=variables,
                field_resolver=self._full,
                type_resolver=chosen,
            )
            return result.errors or []

        node = self.schema.type_map["Node"]
        assert isinstance(node, GraphQLInterfaceType)
        first, *others = [kind.name for kind in self.schema.get_possible_types(node)]
        return bool(errors(first)) or any(asked and errors(name) for name in others)

    def _full(self, _: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        kind = get_named_type(info.return_type).name
        if kind.endswith("Connection"):
            read_paging(kind.removesuffix("Connection"), arguments, self._limit)
        elif not 0 <= (arguments.get("first") or 0) <= self._limit:
            raise RefusedError("too many")
        if not 0 <= arguments.get("depth", 0) <= MOST_STEPS:
            raise RefusedError("too far")
        if len(arguments.get("ids", ())) > self._limit:
            raise RefusedError("too many ids")
        return anything(info.return_type)


def counting(most: int) -> GraphQLFieldResolver:
    """The default resolver, until it was asked for too many fields."""
    left = iter(range(most))

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if next(left, None) is None:
            raise TooLargeError
        return default_field_resolver(source, info, **arguments)

    return resolve


def anything(kind: GraphQLOutputType) -> Any:
    """A value of the type: a list of one, an object, or a leaf."""
    if is_non_null_type(kind):
        return anything(kind.of_type)
    if is_list_type(kind):
        return [anything(kind.of_type)]
    if is_enum_type(kind):
        return next(iter(kind.values))
    return {} if is_composite_type(kind) else 0


def oracle_schema(sdl: str) -> GraphQLSchema:
    """The schema without what the oracle cannot know."""
    schema = build_schema(sdl)
    assert schema.query_type is not None
    for name in APART:
        schema.query_type.fields.pop(name, None)
    for name, read in (("Date", read_date), ("DateTime", read_instant)):
        scalar = schema.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        scalar.coerce_input_value = read
    return schema


def read_date(text: Any) -> date:
    if not isinstance(text, str) or not DATE.fullmatch(text):
        raise GraphQLError(f"no date: {text!r}")
    return date.fromisoformat(text)


def read_instant(text: Any) -> datetime:
    if not isinstance(text, str) or not DATE_TIME.fullmatch(text):
        raise GraphQLError(f"no instant: {text!r}")
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


def canonical(text: str) -> str:
    """The JSON text, its object keys in their order, with the spelling of numbers and of cursors
    evened out: 2 is 2.0, and 1e+300 is 1e300. SQLite stores no negative zero."""
    return json.dumps(loads(text))


def loads(text: str | bytes) -> Any:
    return json.loads(text, parse_float=decimal, parse_int=whole, object_pairs_hook=pairs)


def decimal(number: str) -> float:
    return float(number) + 0.0  # of negative zero: zero


def whole(number: str) -> float | int:
    value = int(number)
    return float(value) if abs(value) < 2**53 else value


def pairs(members: list[tuple[str, Any]]) -> list[Any]:
    """An object as a list, so that its order counts, and a key given twice."""
    return ["{}", *([key, opened(value)] for key, value in members)]


def opened(value: Any) -> Any:
    """A cursor as what it says; anything else as it is."""
    if not isinstance(value, str) or not CURSOR.fullmatch(value):
        return value
    try:
        listing, *key = loads(bytes.fromhex(value))
    except (ValueError, TypeError):
        return value
    kind = LISTING.match(listing) if isinstance(listing, str) else None
    return ["cursor", kind[0], *key] if kind else value


def object_types(schema: GraphQLSchema) -> list[GraphQLObjectType]:
    """The object types that a query can reach, but for those of introspection."""
    assert schema.query_type is not None
    found: dict[str, GraphQLObjectType] = {}
    waiting: list[Any] = [schema.query_type]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, GraphQLObjectType):
            if kind.name in found:
                continue
            found[kind.name] = kind
            waiting += [get_named_type(field.type) for field in kind.fields.values()]
        elif is_abstract_type(kind):
            waiting += schema.get_possible_types(kind)
    return list(found.values())
