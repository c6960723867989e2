"""A token's text: `rg_NUMBER_SECRET`. Only the SHA-256 of the secret is ever stored.

A plain hash is enough for it: the secret has 256 random bits, so that nobody can try them.
"""

import hmac
import secrets
from hashlib import sha256
from typing import NamedTuple

from graph.plan.identity import number_of

PREFIX = "rg"
"""By which tools that look for secrets in files can tell a token."""
SECRET_BYTES = 32


class Credential(NamedTuple):
    """What a token's text says."""

    number: int
    """Of its row."""
    secret: str


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def token_text(number: int, secret: str) -> str:
    return f"{PREFIX}_{number}_{secret}"


def read_token(text: str) -> Credential | None:
    """What the text says; None for one that is no token."""
    prefix, _, rest = text.partition("_")
    digits, _, secret = rest.partition("_")
    number = number_of(digits)
    if prefix != PREFIX or number is None or not secret.isascii():
        return None
    return Credential(number, secret)


def digest_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def is_secret(secret: str, digest: str) -> bool:
    """Whether the digest is the secret's, in the same time whatever they have in common."""
    return hmac.compare_digest(digest_of(secret), digest)
