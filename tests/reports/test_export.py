"""Exports of the stored clicks: over HTTP and by a command, in three formats."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from graph.commands.failure import CommandError
from graph.plan.answer import Access
from graph.reports.export import Export, Span
from graph.reports.lines import COLUMNS, csv_lines
from tests.reports.site import Site, Stored, global_id

START = datetime(2026, 11, 1, 12, 0, 0, 500_000, tzinfo=UTC)
CLICKS = [
    Stored(1, START, is_unique=True),
    Stored(2, START + timedelta(days=1), "BEACON", "BOT"),
    Stored(3, START + timedelta(days=2), "REDIRECT"),
    Stored(4, START + timedelta(days=3)),
    Stored(1, START - timedelta(days=1)),  # told late
]


def lines(site: Site, query: str = "", sponsor: int | None = None) -> list[Any]:
    response = site.http(
        "GET",
        f"/reports/clicks.jsonl{query}",
        headers={"authorization": f"Bearer {site.token(sponsor)}"},
    )
    assert response.status_code == 200, response.text
    return [json.loads(line) for line in response.text.splitlines()]


def placements(clicks: list[Any]) -> list[int]:
    return [int(bytes.fromhex(click["placement"]).decode().partition(":")[2]) for click in clicks]


def test_a_line_tells_all_of_a_click_but_its_visitor(site: Site) -> None:
    site.store(CLICKS)
    first, second, *_ = lines(site)
    assert list(first) == list(COLUMNS)
    assert {name: first[name] for name in COLUMNS[1:]} == {
        "occurredAt": "2026-11-01T12:00:00.500000Z",
        "receivedAt": "2026-11-01T12:00:00.500000Z",
        "channel": "GRAPHQL",
        "roadmap": "anvils",
        "placement": global_id("Placement", 1),
        "sponsor": global_id("Sponsor", 1),
        "title": "Ash",
        "category": "SponsorClick",
        "action": "Anvils Redirect",
        "label": "Anvils / Link",
        "targetUrl": "https://example.com/ash",
        "validity": "VALID",
        "reason": None,
        "isUnique": True,
        "rules": 1,
    }
    assert (second["validity"], second["reason"], second["label"]) == ("INVALID", "BOT", None)


@pytest.mark.parametrize(
    ("query", "sponsor", "found"),
    [
        ("", None, [1, 2, 3, 4, 1]),
        ("?from=2026-11-02&to=2026-11-03", None, [2, 3]),
        ("?to=2026-10-31", None, [1]),
        ("?from=2026-11-05", None, []),
        ("", 1, [1, 2, 1]),
        ("", 4, []),
    ],
)
def test_clicks_are_those_asked_for_in_the_order_in_which_they_came(
    site: Site, query: str, sponsor: int | None, found: list[int]
) -> None:
    site.store(CLICKS)
    assert placements(lines(site, query, sponsor)) == found


def test_a_correction_is_told_with_its_rules(site: Site) -> None:
    site.store(CLICKS)
    site.correct(0, "EXCESSIVE")
    first = lines(site)[0]
    told = (first["validity"], first["reason"], first["isUnique"], first["rules"])
    assert told == ("INVALID", "EXCESSIVE", False, 2)


def as_csv(site: Site, query: str = "") -> str:
    headers = {"authorization": f"Bearer {site.token()}"}
    response = site.http("GET", f"/reports/clicks.csv{query}", headers=headers)
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["content-disposition"] == 'attachment; filename="clicks.csv"'
    assert response.headers["cache-control"] == "no-store"
    return response.text


def test_an_export_goes_on_after_the_click_it_had_come_to(site: Site) -> None:
    site.store(CLICKS)
    whole = as_csv(site)
    rows = list(csv.DictReader(StringIO(whole)))
    assert [row["reason"] for row in rows] == ["", "BOT", "", "", ""]
    for count in range(1, len(rows) + 1):
        begun = "".join(whole.splitlines(keepends=True)[: count + 1])
        assert begun + as_csv(site, f"?after={rows[count - 1]['id']}") == whole


def test_an_export_is_the_same_when_it_is_repeated(site: Site) -> None:
    site.store(CLICKS)
    days = "?from=2026-11-01&to=2026-11-03"
    first = as_csv(site, days)
    site.add([Stored(2, START + timedelta(days=3))])
    assert as_csv(site, days) == first


@pytest.mark.parametrize("page", [1, 2, 5, 6])
def test_pages_are_put_together_whatever_their_size(site: Site, page: int) -> None:
    site.store(CLICKS)

    async def read() -> list[int]:
        pages = Export(site.reader, page).pages(Access(None), Span())
        return [len(clicks) async for clicks in pages]

    sizes = site.run(read())
    assert sum(sizes) == len(CLICKS)
    assert all(0 < size <= page for size in sizes)


@pytest.mark.parametrize(
    "query", ["?from=x", "?to=2026-02-30", "?to=20261122", "?after=1", "?after=ff"]
)
def test_what_makes_no_sense_is_refused(site: Site, query: str) -> None:
    headers = {"authorization": f"Bearer {site.token()}"}
    response = site.http("GET", f"/reports/clicks.csv{query}", headers=headers)
    assert (response.status_code, response.headers["cache-control"]) == (400, "no-store")
    assert list(response.json()["errors"][0]) == ["message"]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer rg_1_x"}])
def test_without_a_token_nothing_is_exported(
    site: Site, kind: str, headers: dict[str, str]
) -> None:
    response = site.http("GET", f"/reports/clicks.{kind}", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="reports"'
    assert "exported to who has a token" in response.json()["errors"][0]["message"]


def test_the_pages_cookie_exports_too(site: Site) -> None:
    cookie = {"cookie": f"reports_token={site.token()}"}
    assert site.http("GET", "/reports/clicks.csv", headers=cookie).status_code == 200


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_spreadsheet_runs_a_cell(label: str) -> None:
    click = dict.fromkeys(COLUMNS, "x") | {"label": label}
    (cells,) = csv.reader(StringIO(csv_lines([click]), newline=""))
    assert cells[COLUMNS.index("label")] == f"'{label}"


def test_the_command_writes_each_format(site: Site, tmp_path: Path) -> None:
    site.store(CLICKS)
    files = {kind: tmp_path / f"clicks.{kind}" for kind in ("csv", "jsonl", "parquet")}
    for kind, file in files.items():
        told = site.command("export", str(file), "--format", kind)
        assert told == f"5 clicks written to {file}.\n"
    assert files["csv"].read_bytes().decode() == as_csv(site) == site.command("export")
    clicks = [json.loads(line) for line in files["jsonl"].read_text().splitlines()]
    assert clicks == lines(site)
    table = pq.read_table(files["parquet"]).to_pylist()
    assert [row["id"] for row in table] == [click["id"] for click in clicks]
    assert table[0]["occurredAt"] == START
    assert list(table[0]) == list(COLUMNS)


def test_parquet_is_not_for_a_terminal(site: Site) -> None:
    with pytest.raises(CommandError, match="name one"):
        site.command("export", "--format", "parquet")


def test_the_command_writes_over_no_file(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "clicks.csv"
    file.write_text("mine")
    for kind in ("csv", "parquet"):
        with pytest.raises(CommandError, match="is there already"):
            site.command("export", str(file), "--format", kind)
    assert file.read_text() == "mine"
