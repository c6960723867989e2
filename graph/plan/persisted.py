"""Documents that a request names instead of sending them.

Automatic persisted queries: a client names a document by its hash and sends the text only when it
is told that the hash is not known. Trusted documents: only those of a file run.
"""

import json
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from graphql import GraphQLError

from graph.plan.answer import SHA256, Request
from graph.plan.recent import Recent
from graph.plan.refusal import RefusedError
from graph.settings import SettingsError

ENTRY_BYTES = 500
"""What a document takes in the store beside its text."""

NOT_TRUSTED = "This server runs only its trusted documents, and this is none of them."


class NotKeptError(RefusedError):
    """The document is known only by a hash that says nothing here: its text must be sent."""


class Documents(Protocol):
    """Decides which text a request runs."""

    def text(self, request: Request) -> str:
        """The document that the request sends or names; RefusedError where that may not run."""

    def keep(self, document_id: str, text: str) -> None:
        """Told of a valid document with its id, after `text` has let it pass."""


class PersistedDocuments:
    """Any document runs; those that come with their hash are kept, up to a number of bytes.

    The longest unused give way. With no bytes at all, clients learn to send the text at once.
    """

    def __init__(self, most_bytes: int) -> None:
        self._texts: Recent[str, str] = Recent(most_bytes, _size)

    def text(self, request: Request) -> str:
        document_id = request.document_id
        if request.query is not None:
            if document_id is not None and not _is_named(document_id, request.query):
                raise _refused("The document is not the one of this SHA-256 hash.")
            return request.query
        text = self._texts.get(document_id or "")
        if text is None:
            raise self._not_kept()
        return text

    def keep(self, document_id: str, text: str) -> None:
        if document_id.startswith(SHA256) and self._texts.get(document_id) is None:
            self._texts.keep(document_id, text)

    def _not_kept(self) -> NotKeptError:
        # Clients look for these very words; urql's for the message, Apollo's also for the code.
        if self._texts.most == 0:
            return NotKeptError(_error("PersistedQueryNotSupported", _CODE + "SUPPORTED"))
        return NotKeptError(_error("PersistedQueryNotFound", _CODE + "FOUND"))


_CODE = "PERSISTED_QUERY_NOT_"


class TrustedDocuments:
    """Only these documents run: by their id, by their hash, or sent as exactly the same text."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        """`documents` are texts by their ids, which may be hashes of any kind, or names."""
        self._texts = frozenset(documents.values())
        by_hash = {hashed(text): text for text in documents.values()}
        # persistedQuery.sha256Hash carries whatever hash the client's build made of the document.
        prefixed = {SHA256 + key: text for key, text in documents.items()}
        self._by_id = {**by_hash, **prefixed, **documents}

    def text(self, request: Request) -> str:
        sent, document_id = request.query, request.document_id
        text = sent if document_id is None else self._by_id.get(document_id)
        if text is None or text not in self._texts:
            raise _refused(NOT_TRUSTED, "PERSISTED_QUERY_NOT_IN_LIST")
        if sent is not None and sent != text:
            raise _refused("The document is not the one of this id.")
        return text

    def keep(self, document_id: str, text: str) -> None:
        """Nothing: what may run was known beforehand."""


def read_trusted_documents(path: Path) -> dict[str, str]:
    """The documents of a JSON file by their ids; SettingsError for one that cannot be used."""
    try:
        documents = json.loads(path.read_text(encoding="utf-8"))
        json.dumps(documents, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except OSError as error:
        raise _unusable(path, f"cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise _unusable(path, "is not JSON in UTF-8") from None
    if not isinstance(documents, dict) or not documents:
        raise _unusable(path, 'is not a JSON object of documents by their ids, {"ID": "TEXT"}')
    for key, text in documents.items():
        if not isinstance(text, str):
            raise _unusable(path, f"has no document under {key!r}: each must be a string")
    return documents


def _unusable(path: Path, fault: str) -> SettingsError:
    return SettingsError(f"TRUSTED_DOCUMENTS names {path}, which {fault}")


def _is_named(document_id: str, text: str) -> bool:
    """Whether the id can be that of the text; only a hash says anything about it."""
    return not document_id.startswith(SHA256) or document_id == hashed(text)


def hashed(text: str) -> str:
    return SHA256 + sha256(text.encode()).hexdigest()


def _size(text: str) -> int:
    return sys.getsizeof(text) + ENTRY_BYTES


def _error(message: str, code: str) -> list[GraphQLError]:
    return [GraphQLError(message, extensions={"code": code})]


def _refused(message: str, code: str = "PERSISTED_QUERY_MISMATCH") -> RefusedError:
    return RefusedError(_error(message, code))
