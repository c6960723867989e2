"""Tokens: what they open and for how long, what is kept of them, and their commands."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from graph.access.secret import digest_of, is_secret, read_token
from graph.commands.failure import CommandError
from graph.plan.answer import Access
from tests.reports.site import NOW, Site, global_id

TOKEN = re.compile(r"rg_\d+_[\w-]{43}")


def test_a_token_opens_what_it_was_made_for(site: Site) -> None:
    assert site.opens(site.token()) == Access(None)
    assert site.opens(site.token(sponsor=2)) == Access(2)


def test_every_token_is_another_one(site: Site) -> None:
    tokens = [site.token() for _ in range(20)]
    assert len({read_token(token).secret for token in tokens}) == 20  # type: ignore[union-attr]
    assert all(TOKEN.fullmatch(token) for token in tokens)


def strange(token: str) -> dict[str, str | None]:
    """What is near to a token, and is none."""
    prefix, number, secret = token.split("_", 2)
    return {
        "none": None,
        "empty": "",
        "another secret": f"{prefix}_{number}_{'A' * len(secret)}",
        "another number": f"{prefix}_{int(number) + 1}_{secret}",
        "no number": f"{prefix}__{secret}",
        "a number with a sign": f"{prefix}_+{number}_{secret}",
        "a number beyond 64 bits": f"{prefix}_{'9' * 30}_{secret}",
        "no secret": f"{prefix}_{number}_",
        "the secret alone": secret,
        "another prefix": f"xx_{number}_{secret}",
        "more behind it": f"{token}A",
        "less of it": token[:-1],
        "its digest": f"{prefix}_{number}_{digest_of(secret)}",
        "not ASCII": f"{prefix}_{number}_é{secret[1:]}",
        "U+0000 in it": f"{prefix}_{number}_\0{secret}",
    }


@pytest.mark.parametrize("name", strange("rg_1_secret"))
def test_what_is_no_token_opens_nothing(site: Site, name: str) -> None:
    assert site.opens(strange(site.token())[name]) is None


def test_a_token_is_good_until_it_expires(site: Site) -> None:
    token = site.token(lasts=timedelta(days=1))
    site.now = NOW + timedelta(days=1) - timedelta(microseconds=1)
    assert site.opens(token) == Access(None)
    site.now = NOW + timedelta(days=1)
    assert site.opens(token) is None


def test_a_revoked_token_is_closed_at_once_and_no_other(site: Site) -> None:
    token, other = site.token(), site.token()
    number = str(read_token(token).number)  # type: ignore[union-attr]
    assert site.command("token", "revoke", number) == ""
    assert site.opens(token) is None
    assert site.opens(other) == Access(None)


def test_the_database_holds_no_token(site: Site) -> None:
    token = site.token()
    with site.writer.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM access_token")).all()
    secret = token.rpartition("_")[2]
    assert not any(secret in str(value) for value in row)
    assert digest_of(token.split("_", 2)[2]) in row


@pytest.mark.parametrize("name", ["two\nlines", "\x1b[2J", "a\ttab", "\u202eback"])
def test_a_name_that_would_break_the_list_is_refused(
    site: Site, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with pytest.raises(SystemExit):
        site.command("token", "make", "--name", name)
    assert "must be one line, without control characters" in capsys.readouterr().err


def test_a_digest_is_that_of_its_secret_alone() -> None:
    assert is_secret("one", digest_of("one"))
    assert not is_secret("two", digest_of("one"))


def test_the_command_shows_a_token_once(site: Site) -> None:
    token = site.command("token", "make", "--name", "Spring", "--days", "30").strip()
    assert TOKEN.fullmatch(token)
    assert site.opens(token) == Access(None)
    assert token not in site.command("token", "list")


def test_tokens_are_listed_with_what_they_open_and_whether_they_are_good(site: Site) -> None:
    made = [
        site.command("token", "make"),
        site.command("token", "make", "--sponsor", global_id("Sponsor", 2), "--name", "Beech"),
        site.command("token", "make", "--days", "1", "--name", "Short"),
    ]
    first, second, third = (token.split("_")[1] for token in made)
    site.command("token", "revoke", first)
    site.now += timedelta(days=2)
    assert [re.split(r"\s{2,}", line.strip()) for line in _lines(site)] == [
        ["number", "name", "opens", "made", "expires", "state"],
        [first, "every sponsor", "2026-11-22", "revoked"],
        [second, "Beech", "Beech", "2026-11-22", "good"],
        [third, "Short", "every sponsor", "2026-11-22", "2026-11-23", "expired"],
    ]


def _lines(site: Site) -> list[str]:
    return site.command("token", "list").splitlines()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["make", "--sponsor", global_id("Sponsor", 99)], "There is no sponsor"),
        (["make", "--sponsor", global_id("Placement", 1)], "There is no sponsor"),
        (["make", "--sponsor", "1"], "There is no sponsor"),
        (["revoke", "99"], "There is no token 99 to revoke"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(
    site: Site, words: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        site.command("token", *words)
    assert _lines(site)[1:] == []
