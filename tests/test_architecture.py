"""The rooms of the house and what may pass between them, read from the imports and the code."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parent.parent

PURE = (
    *("seed/blocks.py", "seed/dates.py", "seed/events.py", "seed/expected.py"),
    *("seed/frontmatter.py", "seed/nodes.py", "seed/normalise.py", "seed/problems.py"),
    *("seed/records.py", "seed/rows.py", "seed/scalars.py", "seed/sponsors.py"),
    *("seed/suggest.py", "seed/tree.py"),
    *("graph/clicks/classify.py", "graph/clicks/judge.py"),
)
OUTSIDE = (
    *("asyncio", "glob", "http", "io", "logging", "os", "pathlib", "random", "shutil", "socket"),
    *("sqlite3", "pysqlite3", "psycopg", "sqlalchemy", "alembic", "subprocess", "sys", "tempfile"),
    *("threading", "time", "urllib", "starlette", "uvicorn", "httptools", "tqdm"),
)
"""Modules by which code reaches files, networks, databases, clocks and the process."""
READ_SETTINGS = ("graph/__main__.py", "seed/__main__.py", "migrations/env.py", "graph/settings.py")
WRITES = ("insert", "update", "delete")
WRITTEN_SQL = re.compile(r"\s*(INSERT\s+(OR\s+\w+\s+)?INTO|DELETE\s+FROM|UPDATE\s+\S+\s+SET)\b")
CLICK_MODELS = ("ClickCorrection", "ClickDay", "SponsorClick", "VisitorSalt")
CLICK_TABLES = ("click_correction", "click_day", "sponsor_click", "visitor_salt")
NAMELESS = (
    *("utils", "util", "helpers", "helper", "services", "service", "managers", "manager"),
    *("common", "misc", "core", "tools", "lib"),
)
MADE_ONCE = (
    *("create_engine", "create_async_engine", "open_engine", "open_async_engine", "open_reader"),
    *("sessionmaker", "async_sessionmaker", "Session", "Starlette", "PreparedEngine"),
    *("build_app", "make_app", "build_schema", "read_settings", "Recorder"),
)
"""What is made by a `__main__` or a test, and passed on; never when a module is imported."""


@dataclass(frozen=True)
class Module:
    path: str
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.path.split("/")[0]

    def nodes(self) -> Iterator[ast.AST]:
        return ast.walk(self.tree)


@cache
def modules() -> dict[str, Module]:
    """Every module of the product by its path from the repository's root."""
    folders = [ROOT / name for name in ("graph", "seed", "migrations")]
    paths = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return {
        name: Module(name, ast.parse(path.read_text()))
        for name, path in ((path.relative_to(ROOT).as_posix(), path) for path in paths)
    }


def imports(module: Module) -> Iterator[str]:
    """The dotted names a module imports, those inside of functions included."""
    for node in module.nodes():
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(module: Module, packages: Iterable[str]) -> list[str]:
    return [name for name in imports(module) if name.split(".")[0] in packages]


def found_in(paths: Iterable[str], packages: Iterable[str]) -> dict[str, list[str]]:
    """Which of these modules import something of those packages, and what."""
    forbidden = set(packages)
    found = {path: imports_of(modules()[path], forbidden) for path in paths if path in modules()}
    return {path: names for path, names in found.items() if names}


def paths_below(*folders: str) -> list[str]:
    return [path for path in modules() if path.startswith(folders)]


def test_the_product_is_where_these_rules_look() -> None:
    assert len(modules()) > 40
    assert {"graph/database.py", "seed/run.py", "migrations/env.py"} <= set(modules())


def test_graph_knows_nothing_of_seeding() -> None:
    assert found_in(paths_below("graph/"), {"seed", "tests"}) == {}


def test_the_product_knows_nothing_of_its_tests() -> None:
    assert found_in(modules(), {"tests", "pytest", "hypothesis"}) == {}


def test_seeding_knows_only_the_tables_and_the_way_to_them() -> None:
    known = (
        *("graph.tables", "graph.database", "graph.migrate", "graph.settings", "graph.startup"),
        "graph.plan.text",  # how a condition is spelt, so that the partial indexes serve it
    )
    names = {
        path: [name for name in imports_of(modules()[path], {"graph"}) if not within(name, known)]
        for path in paths_below("seed/")
    }
    assert {path: found for path, found in names.items() if found} == {}


def within(name: str, packages: Iterable[str]) -> bool:
    """Whether a dotted name is one of these modules, or something of it."""
    return name == "graph" or any(f"{name}.".startswith(f"{package}.") for package in packages)


def test_content_and_plans_know_nothing_of_http() -> None:
    rooms = ("tables", "plan", "schema", "clicks", "access")
    paths = paths_below(*(f"graph/{room}/" for room in rooms))
    assert found_in(paths, {"starlette", "uvicorn"}) == {}
    names = {path: [n for n in imports(modules()[path]) if within_http(n)] for path in paths}
    assert {path: found for path, found in names.items() if found} == {}


def within_http(name: str) -> bool:
    return name.startswith("graph.http")


def test_pure_modules_reach_nothing_outside() -> None:
    assert found_in(PURE, OUTSIDE) == {}


def test_a_pure_module_opens_no_file() -> None:
    pure = [modules()[path] for path in PURE if path in modules()]
    calls = [(m.path, call.lineno) for m in pure for call in calls_of(m, {"open", "print"})]
    assert calls == []


def calls_of(module: Module, names: Iterable[str]) -> Iterator[ast.Call]:
    """Calls of functions with these names, by themselves or as an attribute."""
    wanted = set(names)
    for node in module.nodes():
        if isinstance(node, ast.Call) and called(node) in wanted:
            yield node


def called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_settings_are_read_at_the_edge_alone() -> None:
    readers = {
        module.path
        for module in modules().values()
        for node in module.nodes()
        if reads_environment(node)
    }
    assert readers <= set(READ_SETTINGS)


def reads_environment(node: ast.AST) -> bool:
    names = {"environ", "environb", "getenv", "read_settings"}
    if isinstance(node, ast.Attribute):
        return node.attr in names
    return isinstance(node, ast.Name) and node.id in names - {"environ"}


def test_nothing_is_made_when_a_module_is_imported() -> None:
    made = [
        (module.path, node.lineno, called(node))
        for module in modules().values()
        for node in run_at_import(module.tree)
        if isinstance(node, ast.Call) and called(node) in MADE_ONCE
    ]
    assert made == []


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Everything below a node that runs when the module is imported: no bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if not is_main_guard(child):
            yield child
            yield from run_at_import(child)


def is_main_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)


def means_to_write(module: Module) -> list[str]:
    """What a module has to write with: SQLAlchemy's statements, and SQL in strings."""
    names = [name for name in imports(module) if name.startswith("sqlalchemy")]
    return [
        *(name for name in names if name.split(".")[-1] in WRITES),
        *(text for text in texts(module) if WRITTEN_SQL.match(text)),
    ]


def texts(module: Module) -> Iterator[str]:
    for node in module.nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def tables_written(module: Module) -> set[str]:
    """The models named in the first argument of an insert, update or delete."""
    calls = [call for call in calls_of(module, WRITES) if call.args]
    named = {name for call in calls for name in models_in(call.args[0])}
    aliases = {alias: model for alias, model in aliases_of(module) if alias in named}
    return {aliases.get(name, name) for name in named} & set(models())


def models_in(argument: ast.AST) -> Iterator[str]:
    for node in ast.walk(argument):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def aliases_of(module: Module) -> Iterator[tuple[str, str]]:
    """Names that a module gives to models: `CLICK = tables.SponsorClick`."""
    for node in module.nodes():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            yield from ((ast.unparse(target), node.value.attr) for target in node.targets)


def models() -> list[str]:
    """The names of all tables' models."""
    classes = (
        node
        for path in paths_below("graph/tables/")
        for node in modules()[path].nodes()
        if isinstance(node, ast.ClassDef)
    )
    return [node.name for node in classes if "Base" in map(ast.unparse, node.bases)]


def test_only_seeding_clicks_access_and_forwarding_have_the_means_to_write() -> None:
    writers = ("graph/clicks/", "graph/access/", "graph/forward/")
    readers = [path for path in paths_below("graph/") if not path.startswith(writers)]
    found = {path: means_to_write(modules()[path]) for path in readers}
    assert {path: names for path, names in found.items() if names} == {}


def test_seeding_writes_content_and_names_no_click() -> None:
    paths = paths_below("seed/")
    written = set().union(*(tables_written(modules()[path]) for path in paths))
    assert "Placement" in written
    assert [path for path in paths if names_a_click(modules()[path])] == []


def names_a_click(module: Module) -> bool:
    models = set(models_in(module.tree)) & set(CLICK_MODELS)
    return bool(models) or any(name in text for text in texts(module) for name in CLICK_TABLES)


def test_clicks_are_all_that_their_writer_writes() -> None:
    written = {path: tables_written(modules()[path]) for path in paths_below("graph/clicks/")}
    assert set().union(*written.values()) <= set(CLICK_MODELS)


def test_tokens_are_all_that_access_writes() -> None:
    written = {path: tables_written(modules()[path]) for path in paths_below("graph/access/")}
    assert set().union(*written.values()) <= {"AccessToken"}


def test_how_far_it_got_is_all_that_forwarding_writes() -> None:
    written = {path: tables_written(modules()[path]) for path in paths_below("graph/forward/")}
    assert set().union(*written.values()) <= {"Forwarding"}


@pytest.mark.parametrize("path", sorted(modules()))
def test_a_module_is_named_for_what_it_is(path: str) -> None:
    for part in Path(path).with_suffix("").parts:
        assert part.lower() not in NAMELESS
        assert not part.startswith("base_")


def function_lengths() -> list[int]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules().values()
        for node in module.nodes()
        if isinstance(node, kinds) and module.package != "migrations"
    ]


def test_the_lengths_of_functions_are_told(record_property: Callable[[str, object], None]) -> None:
    """No rule, a look in the mirror: loved code has a median of 4 to 9 lines, a tenth above 27."""
    lengths = function_lengths()
    told = {"median": median(lengths), "90th percentile": quantiles(lengths, n=10)[-1]}
    for name, lines in told.items():
        record_property(f"lines of a function, {name}", lines)
    print(told)  # noqa: T201  shown by `pytest -s`
