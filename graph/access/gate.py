"""Whether a token opens the reports, asked at each request: a revoked one is closed at once."""

import json
from datetime import datetime

from sqlalchemy import BigInteger, select

from graph import tables
from graph.access.secret import is_secret, read_token
from graph.plan.answer import Access
from graph.plan.reader import Reader
from graph.plan.rule import NOW, alias
from graph.plan.statement import Inputs, Parameters, Statement, compile_statement
from graph.plan.text import encoded, object_of


class TokenGate:
    """Lets in whoever has a token that is stored, has not expired and is not revoked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._statement = _standing_token(reader)

    async def access(self, token: str | None, now: datetime) -> Access | None:
        """What the token opens; None for one that opens nothing."""
        credential = None if token is None else read_token(token)
        if credential is None:
            return None
        found = await self._reader.text(self._statement, Inputs({"id": credential.number}, now))
        if found is None:
            return None
        row = json.loads(found)
        return Access(row["sponsor"]) if is_secret(credential.secret, row["digest"]) else None


def _standing_token(reader: Reader) -> Statement:
    parameters, token = Parameters(), alias(tables.AccessToken)
    number = parameters.bind(lambda inputs: inputs.variables["id"], BigInteger())
    unexpired = token.expires_at.is_(None) | (token.expires_at > NOW)
    members = {"digest": encoded(token.secret_sha256), "sponsor": encoded(token.sponsor_id)}  # type: ignore[arg-type]
    statement = select(object_of(members))
    standing = statement.where(token.id == number, token.revoked_at.is_(None), unexpired)
    return compile_statement(standing, parameters, reader.dialect)
