"""The table of tokens: made, listed and revoked here alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from graph import tables
from graph.access.secret import digest_of, new_secret, token_text

TOKEN = tables.AccessToken


def make_token(
    connection: Connection,
    now: datetime,
    *,
    name: str | None = None,
    sponsor_id: int | None = None,
    lasts: timedelta | None = None,
) -> str:
    """A new token's text, which is to be had only now."""
    secret = new_secret()
    row = {
        "secret_sha256": digest_of(secret),
        "name": name,
        "sponsor_id": sponsor_id,
        "created_at": now,
        "expires_at": lasts and now + lasts,
    }
    number = connection.execute(insert(TOKEN).values(row).returning(TOKEN.id)).scalar_one()
    return token_text(number, secret)


def list_tokens(connection: Connection) -> Sequence[Row[*tuple[Any, ...]]]:
    """All there ever were, the oldest first, each with its sponsor's title."""
    columns = (TOKEN.id, TOKEN.name, TOKEN.created_at, TOKEN.expires_at, TOKEN.revoked_at)
    statement = select(*columns, tables.Sponsor.title.label("sponsor"))
    joined = statement.outerjoin(tables.Sponsor, tables.Sponsor.id == TOKEN.sponsor_id)
    return connection.execute(joined.order_by(TOKEN.id)).all()


def revoke_token(connection: Connection, number: int, now: datetime) -> bool:
    """Close what the token opens, from now on; False where there is no such token to revoke."""
    standing = update(TOKEN).where(TOKEN.id == number, TOKEN.revoked_at.is_(None))
    revoked = connection.execute(standing.values(revoked_at=now).returning(TOKEN.id))
    return revoked.first() is not None


def sponsor_title(connection: Connection, sponsor_id: int) -> str | None:
    """The sponsor's title; None where there is no such sponsor."""
    return connection.execute(
        select(tables.Sponsor.title).where(tables.Sponsor.id == sponsor_id)
    ).scalar()
