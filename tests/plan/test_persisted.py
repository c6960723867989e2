"""Documents that are named instead of sent: kept ones within bounds, and trusted ones alone."""

import json
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import pytest

from graph.plan.answer import SHA256, Answer, Outcome, Request
from graph.plan.persisted import (
    ENTRY_BYTES,
    NOT_TRUSTED,
    Documents,
    NotKeptError,
    PersistedDocuments,
    TrustedDocuments,
    read_trusted_documents,
)
from graph.plan.refusal import RefusedError
from graph.settings import SettingsError, read_settings
from tests.conftest import require_module
from tests.http.process import ROOT
from tests.plan.site import Site, opened

TITLE = "query Title($slug: String!) { roadmap(slug: $slug) { title } }"
OAK = {"slug": "oak"}
NOT_FOUND = {
    "message": "PersistedQueryNotFound",
    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
}
NOT_SUPPORTED = {
    "message": "PersistedQueryNotSupported",
    "extensions": {"code": "PERSISTED_QUERY_NOT_SUPPORTED"},
}
UNTRUSTED = {"message": NOT_TRUSTED, "extensions": {"code": "PERSISTED_QUERY_NOT_IN_LIST"}}
MISMATCH = "PERSISTED_QUERY_MISMATCH"


def hash_of(text: str) -> str:
    return SHA256 + sha256(text.encode()).hexdigest()


def request(text: str | None, document_id: str | None = None, **variables: Any) -> Request:
    return Request(text, None, variables or OAK, document_id=document_id)


def errors(answer: Answer) -> tuple[Outcome, Any]:
    return answer.outcome, json.loads(answer.body)["errors"]


def title(answer: Answer) -> Any:
    assert answer.outcome is Outcome.EXECUTED, answer
    return json.loads(answer.body)["data"]["roadmap"]["title"]


def site_with(path: Path, documents: Documents | None) -> Iterator[Site]:
    with opened(path, require_module("sqlite3"), documents=documents) as site:
        site.seed(oak="Oak", elm="Elm")
        yield site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Keeps documents as it does by default."""
    yield from site_with(tmp_path_factory.mktemp("site"), None)


def test_a_document_is_named_by_its_hash_once_it_was_sent(site: Site) -> None:
    assert errors(site.ask(request(None, hash_of(TITLE)))) == (Outcome.NOT_KEPT, [NOT_FOUND])
    assert title(site.ask(request(TITLE, hash_of(TITLE)))) == "Oak"
    assert title(site.ask(request(None, hash_of(TITLE)))) == "Oak"
    assert title(site.ask(request(None, hash_of(TITLE), slug="elm"))) == "Elm"


def test_a_document_that_comes_without_its_hash_is_not_kept(site: Site) -> None:
    text = f"{TITLE} # without"
    assert title(site.ask(request(text))) == "Oak"
    assert errors(site.ask(request(None, hash_of(text)))) == (Outcome.NOT_KEPT, [NOT_FOUND])


def test_a_document_with_an_id_that_is_no_hash_runs_and_is_not_kept(site: Site) -> None:
    assert title(site.ask(request(TITLE, "title"))) == "Oak"
    assert errors(site.ask(request(None, "title"))) == (Outcome.NOT_KEPT, [NOT_FOUND])


INVALID = {
    "a syntax error": "query Title {",
    "an unknown field": '{ roadmap(slug: "oak") { tittle } }',
    "two operations and no name": "query A { __typename } query B { __typename }",
    "too deep": '{ roadmap(slug: "oak")' + "{ relatedRoadmaps" * 40 + "{ slug }" + "}" * 41,
    "nothing": "",
}


@pytest.mark.parametrize("text", INVALID.values(), ids=[*INVALID])
def test_an_invalid_document_is_not_kept(site: Site, text: str) -> None:
    assert site.ask(request(text, hash_of(text))).outcome is Outcome.REFUSED
    assert errors(site.ask(request(None, hash_of(text)))) == (Outcome.NOT_KEPT, [NOT_FOUND])


OTHER_HASHES = {
    "of another document": hash_of("{ __typename }"),
    "in capitals": SHA256 + hash_of(TITLE).removeprefix(SHA256).upper(),
    "cut short": hash_of(TITLE)[:-1],
    "empty": SHA256,
}


@pytest.mark.parametrize("document_id", OTHER_HASHES.values(), ids=[*OTHER_HASHES])
def test_a_document_with_another_hash_is_refused_and_not_kept(site: Site, document_id: str) -> None:
    error = {
        "message": "The document is not the one of this SHA-256 hash.",
        "extensions": {"code": MISMATCH},
    }
    assert errors(site.ask(request(TITLE, document_id))) == (Outcome.REFUSED, [error])
    assert errors(site.ask(request(None, document_id))) == (Outcome.NOT_KEPT, [NOT_FOUND])


def test_a_mutation_is_kept_like_a_query_and_still_refused_by_get(site: Site) -> None:
    text = "mutation { __typename }"
    assert site.ask(Request(text, document_id=hash_of(text))).outcome is Outcome.EXECUTED
    by_get = Request(None, document_id=hash_of(text), query_only=True)
    assert site.ask(by_get).outcome is Outcome.QUERY_ONLY


def test_where_none_are_kept_clients_learn_to_send_the_text(tmp_path: Path) -> None:
    for site in site_with(tmp_path, PersistedDocuments(0)):
        by_hash = request(None, hash_of(TITLE))
        assert errors(site.ask(by_hash)) == (Outcome.NOT_KEPT, [NOT_SUPPORTED])
        assert title(site.ask(request(TITLE, hash_of(TITLE)))) == "Oak"
        assert errors(site.ask(by_hash)) == (Outcome.NOT_KEPT, [NOT_SUPPORTED])


def is_kept(documents: Documents, text: str) -> bool:
    try:
        return documents.text(Request(None, document_id=hash_of(text))) == text
    except NotKeptError:
        return False


def test_the_longest_unused_document_gives_way() -> None:
    texts = ["{ a }", "{ b }", "{ c }", "{ d }"]
    documents = PersistedDocuments(3 * (sys.getsizeof(texts[0]) + ENTRY_BYTES))
    for text in texts[:3]:
        documents.keep(hash_of(text), text)
    assert is_kept(documents, "{ a }")
    documents.keep(hash_of("{ d }"), "{ d }")
    assert [is_kept(documents, text) for text in texts] == [True, False, True, True]


def test_a_document_larger_than_the_store_does_not_empty_it() -> None:
    documents = PersistedDocuments(2_000)
    documents.keep(hash_of("{ a }"), "{ a }")
    large = "{ a }" + " " * 2_000
    documents.keep(hash_of(large), large)
    assert (is_kept(documents, "{ a }"), is_kept(documents, large)) == (True, False)


@pytest.mark.parametrize("padding", ["", " " * 1_000, "🏃" * 1_000], ids=["short", "long", "wide"])
def test_the_memory_stays_within_the_bytes(padding: str) -> None:
    most = 1_000_000
    documents = PersistedDocuments(most)
    tracemalloc.start()
    for i in range(5_000):
        text = f"{{ a{i} }} #{padding}"
        documents.keep(hash_of(text), text)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most / 2 < used < most


NAMED = f"{TITLE} # named"
RELAY = f"{TITLE} # by Relay"
RELAY_ID = md5(RELAY.encode(), usedforsecurity=False).hexdigest()
SCRIPT = f"{TITLE} # 园艺"
TRUSTED = {"title-v1": NAMED, RELAY_ID: RELAY, hash_of(SCRIPT).removeprefix(SHA256): SCRIPT}


@pytest.fixture(scope="module")
def trusting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("trusting")
    file = path / "documents.json"
    file.write_text(json.dumps(TRUSTED))
    yield from site_with(path, TrustedDocuments(read_trusted_documents(file)))


ADDRESSED = {
    "by its id": (None, "title-v1"),
    "by its hash, as an id": (None, RELAY_ID),
    "by the hash that is its id": (None, hash_of(SCRIPT)),
    "by the bare hash that is its id": (None, hash_of(SCRIPT).removeprefix(SHA256)),
    "by its SHA-256, whatever its id": (None, hash_of(NAMED)),
    "by Relay's hash in the extension": (None, SHA256 + RELAY_ID),
    "by its text": (NAMED, None),
    "by its text and its id": (NAMED, "title-v1"),
    "by its text and its hash": (SCRIPT, hash_of(SCRIPT)),
}


@pytest.mark.parametrize(("text", "document_id"), ADDRESSED.values(), ids=[*ADDRESSED])
def test_a_trusted_document_runs(trusting: Site, text: str | None, document_id: str | None) -> None:
    assert title(trusting.ask(request(text, document_id))) == "Oak"


UNTRUSTED_REQUESTS = {
    "another text": (TITLE, None),
    "the text and a space": (f"{NAMED} ", None),
    "another text with its hash": (TITLE, hash_of(TITLE)),
    "another hash": (None, hash_of(TITLE)),
    "another id": (None, "title-v2"),
    "an empty id": (None, SHA256),
    "a trusted text with another id": (NAMED, "title-v2"),
    "introspection": ("{ __schema { queryType { name } } }", None),
    "no document": ("", None),
    "what is no document": ("{", None),
}


@pytest.mark.parametrize(
    ("text", "document_id"), UNTRUSTED_REQUESTS.values(), ids=[*UNTRUSTED_REQUESTS]
)
def test_anything_else_is_refused(
    trusting: Site, text: str | None, document_id: str | None
) -> None:
    refused = (Outcome.REFUSED, [UNTRUSTED])
    for _ in range(2):
        assert errors(trusting.ask(request(text, document_id))) == refused


def test_another_text_under_a_trusted_id_is_refused(trusting: Site) -> None:
    error = {"message": "The document is not the one of this id.", "extensions": {"code": MISMATCH}}
    for text in (TITLE, SCRIPT):
        assert errors(trusting.ask(request(text, "title-v1"))) == (Outcome.REFUSED, [error])


def test_a_trusted_document_must_still_fit_the_schema(tmp_path: Path) -> None:
    for site in site_with(tmp_path, TrustedDocuments({"old": "{ was }"})):
        outcome, (error,) = errors(site.ask(request(None, "old")))
        assert (outcome, error["message"]) == (
            Outcome.REFUSED,
            "Cannot query field 'was' on type 'Query'.",
        )


def test_an_id_that_looks_like_the_hash_of_another_document_is_still_an_id() -> None:
    documents = TrustedDocuments({hash_of("{ b }"): "{ a }", "b": "{ b }"})
    assert documents.text(Request(None, document_id=hash_of("{ b }"))) == "{ a }"
    with pytest.raises(RefusedError):
        documents.text(Request("{ b }", document_id=hash_of("{ b }")))


UNUSABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is not JSON in UTF-8"),
    "not JSON": (b"{'a': '{ b }'}", "is not JSON in UTF-8"),
    "not UTF-8": (b'{"a": "\xff"}', "is not JSON in UTF-8"),
    "half a surrogate pair": (b'{"a": "\\ud800"}', "is not JSON in UTF-8"),
    "very deep": (b"[" * 100_000, "is not JSON in UTF-8"),
    "a list": (b'["{ a }"]', 'is not a JSON object of documents by their ids, {"ID": "TEXT"}'),
    "no document": (b"{}", 'is not a JSON object of documents by their ids, {"ID": "TEXT"}'),
    "a document in parts": (
        b'{"a": "{ a }", "b": {"text": "{ b }"}}',
        "has no document under 'b': each must be a string",
    ),
    "null": (b'{"a": null}', "has no document under 'a': each must be a string"),
}


@pytest.mark.parametrize(("content", "fault"), UNUSABLE.values(), ids=[*UNUSABLE])
def test_a_file_that_cannot_be_used_is_said_to_be_so(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    file = tmp_path / "documents.json"
    file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_trusted_documents(file)
    assert str(caught.value) == f"TRUSTED_DOCUMENTS names {file}, which {fault}"


def test_the_server_does_not_start_without_the_file(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    environ = {**os.environ, "TRUSTED_DOCUMENTS": str(file)}
    command = [sys.executable, "-m", "graph", "serve"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    sentence = f"TRUSTED_DOCUMENTS names {file}, which cannot be read: No such file or directory"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"graph: {sentence}\n")


def test_the_settings_say_how_much_is_kept_and_what_is_trusted() -> None:
    default = read_settings({"ANSWER_CACHE_BYTES": "", "TRUSTED_DOCUMENTS": ""})
    assert (
        default.answer_cache_bytes,
        default.persisted_query_bytes,
        default.trusted_documents,
    ) == (16 * 1024 * 1024, 4 * 1024 * 1024, None)
    environ = {
        "ANSWER_CACHE_BYTES": "0",
        "PERSISTED_QUERY_BYTES": "1000",
        "TRUSTED_DOCUMENTS": "documents.json",
    }
    given = read_settings(environ)
    assert (given.answer_cache_bytes, given.persisted_query_bytes, given.trusted_documents) == (
        0,
        1000,
        Path("documents.json"),
    )


@pytest.mark.parametrize("name", ["ANSWER_CACHE_BYTES", "PERSISTED_QUERY_BYTES"])
@pytest.mark.parametrize("text", ["-1", "1.5", "16M", "²"])
def test_bytes_are_a_whole_number(name: str, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: text})
    assert str(caught.value) == f"{name} is {text!r}; set it to a whole number, 0 or more"
