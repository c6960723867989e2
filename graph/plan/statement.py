"""A compiled statement, and where each of its parameters takes its value from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from operator import itemgetter
from typing import Any

from sqlalchemy import BindParameter, Dialect, Select, Text
from sqlalchemy.types import TypeEngine

from graph.database import SCHEMA_REVISION
from graph.plan.answer import Access
from graph.plan.rule import NOW


@dataclass(slots=True, eq=False)  # not frozen, which would make each one thrice as expensive
class Inputs:
    """What differs between two runs of one plan."""

    variables: Mapping[str, Any]
    """Coerced."""
    now: datetime
    result: Any = None
    """What the mutation's action returned; None for a query."""
    access: Access | None = None
    """What the request's token opens; None where nobody asked."""
    origin: object = None
    """Who sends a mutation; None for a query, and where nobody knows."""
    known: dict["Source", Any] = field(default_factory=dict, init=False)
    """What `once` has asked for in this run."""


NEVER = datetime.min.replace(tzinfo=UTC)
"""For what does not look at the time."""
NO_INPUTS = Inputs({}, NEVER)
"""For what depends on none."""

Source = Callable[[Inputs], Any]
"""Reads one parameter's value out of the inputs; raises RefusedError for one that cannot be."""


def once(source: Source) -> Source:
    """The source, asked once in a run however many parameters are made of its value."""

    def read(inputs: Inputs) -> Any:
        if source not in inputs.known:
            inputs.known[source] = source(inputs)
        return inputs.known[source]

    return read


TEXT = Text()


class Parameter(BindParameter[Any]):
    """A parameter that a rule may derive others from."""

    inherit_cache = True

    def derive_from(self, parameters: "Parameters", source: Source) -> "Parameter":
        """Tell where the value comes from; the parameter itself."""
        self._parameters, self._source = parameters, source
        self._mapped: dict[Any, Parameter] = {}
        return self

    def mapped(
        self,
        function: Callable[..., Any],
        *others: "Parameter",
        kind: TypeEngine[Any] = TEXT,
    ) -> "Parameter":
        """A parameter, by default a text, whose value is the function of this one's, and perhaps
        of others'; the same parameter for the same function."""
        key = (function, *others)
        if key not in self._mapped:
            sources = [parameter._source for parameter in (self, *others)]
            self._mapped[key] = self._parameters.derive(
                lambda inputs: function(*[source(inputs) for source in sources]), kind
            )
        return self._mapped[key]


class Parameters:
    """The parameters of one statement while it is put together."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {NOW.key: lambda inputs: inputs.now}
        self.needs_access = False
        """Whether a part of the statement is open only to who has a token."""
        self.derived: set[str] = set()
        """Names of those whose values are functions of others', and always sound."""

    def bind(self, source: Source, kind: TypeEngine[Any]) -> Parameter:
        """A new SQL parameter of the type, whose value the source reads."""
        name = f"p{len(self.sources)}"
        self.sources[name] = source
        return Parameter(name, None, type_=kind).derive_from(self, source)

    def derive(self, source: Source, kind: TypeEngine[Any]) -> Parameter:
        """A new parameter of the type, whose value is always sound."""
        parameter = self.bind(source, kind)
        self.derived.add(parameter.key)
        return parameter


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement whose single row holds one JSON text."""

    sql: str
    sources: Mapping[str, Source]
    """Of its parameters' values, by their names."""
    constants: dict[str, Any]
    """Those values that are always the same."""
    arranged: Callable[[Sequence[Any]], tuple[Any, ...]] | None
    """Puts the sources' values and then the constants where a driver that counts its parameters
    has them; null for one that names them."""
    checks: tuple[Source, ...]
    """What the SQL has no use for and still must be sound, such as the size of a page of which
    only the total is asked."""
    uses_now: bool
    """Whether the text depends on the instant of the request, and not on the content alone."""
    digest: bytes
    """Of the SQL and of what runs it: equal ones give the same text of the same content."""
    needs_access: bool = False
    """Whether it is for nobody without a token, and then never to be kept for others."""

    def arguments(self, inputs: Inputs) -> tuple[Any, ...] | dict[str, Any]:
        """What the driver is given beside the SQL; RefusedError for what cannot be."""
        for check in self.checks:
            check(inputs)
        if self.arranged is None:
            named = {name: source(inputs) for name, source in self.sources.items()}
            return named | self.constants
        values = [source(inputs) for source in self.sources.values()]
        return self.arranged([*values, *self.constants.values()])


def compile_statement(select: Select[Any], parameters: Parameters, dialect: Dialect) -> Statement:
    """The select as the dialect's driver takes it, to be run without SQLAlchemy."""
    compiled = select.compile(dialect=dialect)
    # By the names in the SQL: `compiled.binds` has others too, made from addresses in memory.
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    sources = {
        name: _converted(parameters.sources[name], bind.type, dialect)
        for name, bind in binds.items()
        if name in parameters.sources
    }
    constants = {name: bind.value for name, bind in binds.items() if name not in sources}
    return Statement(
        str(compiled),
        sources=sources,
        constants=constants,
        arranged=_arranged(compiled.positiontup, [*sources, *constants]),
        checks=tuple(
            source
            for name, source in parameters.sources.items()
            if not (name in binds or name in parameters.derived or name == NOW.key)
        ),
        uses_now=NOW.key in binds,
        needs_access=parameters.needs_access,
        digest=_digest(str(compiled), dialect),
    )


def _arranged(
    used: Sequence[str] | None, names: Sequence[str]
) -> Callable[[Sequence[Any]], tuple[Any, ...]] | None:
    if used is None:
        return None
    if len(used) < 2:  # of one place, itemgetter gives the value itself
        return tuple
    return itemgetter(*(names.index(name) for name in used))


def _digest(sql: str, dialect: Dialect) -> bytes:
    # A migration may change what the rows say, and another SQLite how it writes a float.
    version = getattr(dialect.loaded_dbapi, "sqlite_version", "")
    return blake2b(f"{SCHEMA_REVISION} {version} {sql}".encode()).digest()


def _converted(source: Source, kind: TypeEngine[Any], dialect: Dialect) -> Source:
    """The source followed by the type's own conversion for the driver, where it has one."""
    convert = kind.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return source
    return lambda inputs: convert(source(inputs))
