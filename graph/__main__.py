"""`python -m graph`: serve the API, print its schema, and what else its keepers need."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import ASGIApp

from graph import startup
from graph.commands.arguments import whole
from graph.commands.explorer import add_explorer, get_files
from graph.commands.export import add_export
from graph.commands.failure import CommandError
from graph.commands.forward import add_forward
from graph.commands.reclassify import add_reclassify
from graph.commands.report import add_report
from graph.commands.retain import add_retain
from graph.commands.token import add_token
from graph.commands.verify import add_verify
from graph.database import DatabaseNotReadyError
from graph.http.server import end_with_parent, let_threads_take_turns, serve
from graph.schema import build_schema
from graph.settings import Settings, SettingsError, read_settings
from graph.worker import Worker, documents_of, require_database, spans_of

startup.imported()

EPILOG = """\
exit status:
  0  done
  1  verify: the rollup is not what the stored clicks add up to; forward --once: not all was taken
  2  not begun: the arguments, the database or a setting are not as they must be
  3  the address could not be listened on

environment:
  DATABASE_URL           sqlite:///FILE or postgresql://USER@HOST/NAME; by default
                         data/roadmaps.sqlite
  SQLITE_MODULE          auto, sqlite3 or pysqlite3; by default auto
  PAGE_LIMIT             the longest page a client may ask for; by default 1000
  STATEMENT_SECONDS      how long one operation may keep the database busy; by default 3
  ANSWER_CACHE_BYTES     how much each process keeps of its answers; 0 for nothing; by default
                         16777216
  PERSISTED_QUERY_BYTES  how much each process keeps of the documents that clients name by their
                         hashes; 0 for nothing; by default 4194304
  TRUSTED_DOCUMENTS      a JSON file, {"ID": "TEXT"}, of the only documents that run; by default
                         any does
  ..._LIMIT, ..._SECONDS what an operation and a connection may take: README.md has these, and all
                         other settings
  CLICKS_PER_MINUTE      how many clicks one visitor may send; 0 for any number; by default 600
  TRUSTED_PROXIES        addresses and networks, by commas, whose X-Forwarded-For is believed;
                         by default none

  LOG_FORMAT             text or json; by default text
  ACCESS_LOG             on or off: whether each request is a line of the log; by default off
  METRICS                local, all or off: who sees /metrics; by default local
  OTEL_EXPORTER_OTLP_ENDPOINT
                         a collector of OpenTelemetry that is told of each request; by default none
  DATABASE_URL_FILE      a file with DATABASE_URL in it, which keeps a password out of sight

examples:
  python -m seed content && python -m graph serve
  python -m graph serve --port 9000 --workers 2
  python -m graph schema > schema.graphql
  python -m graph token make --name "Quarterly report" --days 30
  python -m graph forward --webhook https://example.com/clicks --secret-file secret
  python -m graph report --from 2026-11-01 --by roadmap day
"""


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m graph",
        description="Serve the roadmaps over GraphQL.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="serve /graphql, /graphiql and the rest")
    add = serving.add_argument
    add("--host", default="127.0.0.1", help="address to listen on; by default 127.0.0.1")
    add("--port", type=whole(0, 65_535), default=8000, help="by default 8000; 0 for any")
    add("--workers", type=whole(1, 1_000), default=1, help="processes; by default 1")
    commands.add_parser("schema", help="print the schema in GraphQL's definition language")
    add_explorer(commands)
    add_token(commands)
    add_forward(commands)
    add_reclassify(commands)
    add_retain(commands)
    add_report(commands)
    add_export(commands)
    add_verify(commands)
    return parser


def make_app() -> ASGIApp:
    """The application of one process that serves, by the environment's settings."""
    end_with_parent()
    let_threads_take_turns()
    app = Worker(read_settings(os.environ), _now).app()
    startup.serving()
    return app


def _now() -> datetime:
    return datetime.now(UTC)


def _say_no_more() -> None:
    """Have what is still to be written on leaving go nowhere."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    options = parser().parse_args(arguments)
    try:
        if options.command == "schema":
            print(build_schema().as_str(), flush=True)
            return 0
        settings = read_settings(os.environ)
        if options.command == "explorer":
            print(get_files(settings.explorer_folder, options.npm))
            return 0
        documents_of(settings)
        require_database(settings)
        if options.command != "serve":
            status: int = options.run(options, settings, _now, sys.stdout)
            sys.stdout.flush()
            return status
        spans_of(settings)
    except BrokenPipeError:  # who reads what a command prints has read enough of it
        _say_no_more()
        return 0
    except OSError as error:
        if error.filename is not None:  # it is about a file, and not about what is printed
            raise
        _say_no_more()
        print(f"graph: Standard output cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    except (SettingsError, DatabaseNotReadyError, CommandError) as error:
        print(f"graph: {error}", file=sys.stderr)
        return 2
    with metrics_folder(settings, options.workers) as folder:
        os.environ.update(folder)  # for the processes that serve, which read their own settings
        serve(
            "graph.__main__:make_app",
            host=options.host,
            port=options.port,
            workers=options.workers,
            log_format=settings.log_format,
        )
    return 0


@contextmanager
def metrics_folder(settings: Settings, workers: int) -> Iterator[dict[str, str]]:
    """The setting by which several processes find the counts of each other, from nothing on."""
    if settings.metrics_folder is not None:
        for old in settings.metrics_folder.glob("*.json"):
            old.unlink()
    if settings.metrics_folder is not None or workers == 1:
        yield {}
        return
    with TemporaryDirectory(prefix="roadmap-graph-") as folder:
        yield {"METRICS_FOLDER": folder}


if __name__ == "__main__":
    sys.exit(main())
