"""`token make`, `token list`, `token revoke`: who may see the reports."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, Row

from graph.access.tokens import list_tokens, make_token, revoke_token, sponsor_title
from graph.commands.arguments import days, label
from graph.commands.columns import write_columns
from graph.commands.failure import CommandError
from graph.commands.keeper import keepers_database
from graph.database import reading
from graph.plan.identity import number_of, read_global_id
from graph.settings import Settings

SPONSOR_HELP = (
    "open only the clicks of this sponsor, by its `id`; a sponsor is its title, link, image and "
    "text together, so that one of them edited makes another sponsor, which needs another token"
)
HEADINGS = ("number", "name", "opens", "made", "expires", "state")


def add_token(commands: Any) -> None:
    """Add the command to a parser's."""
    command = commands.add_parser("token", help="make, list or revoke tokens for the reports")
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    making = actions.add_parser("make", help="print a new token, which is shown only this once")
    making.add_argument("--sponsor", metavar="ID", help=SPONSOR_HELP)
    making.add_argument("--name", type=label, help="whom or what it is for, in one line")
    making.add_argument("--days", type=days, help="how long it is good; by default until revoked")
    actions.add_parser("list", help="list all tokens, without their secrets")
    revoking = actions.add_parser("revoke", help="close what a token opens")
    revoking.add_argument("number", type=int, help="the token's number, as `token list` has it")
    command.set_defaults(run=run_token)


def run_token(
    options: argparse.Namespace, settings: Settings, clock: Callable[[], datetime], out: TextIO
) -> int:
    """Do what the options say; CommandError where that cannot be."""
    with keepers_database(settings) as engine:
        return _run(options, engine, clock(), out)


def _run(options: argparse.Namespace, engine: Engine, now: datetime, out: TextIO) -> int:
    if options.action == "list":
        with reading(engine) as connection:
            rows = list_tokens(connection)
        write_columns(out, HEADINGS, [_line(row, now) for row in rows])
        return 0
    with engine.begin() as connection:
        if options.action == "make":
            out.write(_made(connection, options, now) + "\n")
        elif not revoke_token(connection, options.number, now):
            raise CommandError(f"There is no token {options.number} to revoke: see `token list`.")
    return 0


def _made(connection: Connection, options: argparse.Namespace, now: datetime) -> str:
    sponsor = None if options.sponsor is None else _sponsor(connection, options.sponsor)
    lasts = None if options.days is None else timedelta(days=options.days)
    return make_token(connection, now, name=options.name, sponsor_id=sponsor, lasts=lasts)


def _sponsor(connection: Connection, global_id: str) -> int:
    kind, key = read_global_id(global_id) or ("", "")
    number = number_of(key) if kind == "Sponsor" else None
    if number is None or sponsor_title(connection, number) is None:
        raise CommandError(f"There is no sponsor {global_id!r}: give the `id` of a Sponsor.")
    return number


def _line(row: Row[Any], now: datetime) -> Sequence[str]:
    opens = row.sponsor or "every sponsor"
    days = [f"{at:%Y-%m-%d}" if at else "" for at in (row.created_at, row.expires_at)]
    return [str(row.id), row.name or "", opens, *days, _state(row, now)]


def _state(row: Row[Any], now: datetime) -> str:
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "good"
