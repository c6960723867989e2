"""An export never goes on past a click that was given its number first and is stored last."""

import asyncio

import pytest

from graph.plan.answer import Access
from graph.plan.reader import UnavailableError
from graph.reports.export import Export, Span
from graph.reports.settled import Settled
from tests.reports.site import ADD, ROW, Site, global_id

# SQLite has one writer at a time.
pytestmark = pytest.mark.parametrize("settings", ["postgresql"], indirect=True, scope="session")


async def exported(site: Site) -> list[str]:
    pages = Export(site.reader).pages(Access(None), Span())
    return [click["id"] async for clicks in pages for click in clicks]


def test_a_click_that_is_stored_behind_a_later_one_is_waited_for(site: Site) -> None:
    with site.writer.connect() as slow, site.writer.connect() as fast:
        first = slow.execute(ADD, ROW).scalar_one()
        second = fast.execute(ADD, ROW).scalar_one()
        fast.commit()

        async def export_amid() -> list[str]:
            export = asyncio.create_task(exported(site))
            await asyncio.sleep(0.1)
            assert not export.done()
            slow.commit()
            return await export

        told = site.run(export_amid())
    assert told == [global_id("SponsorClick", number) for number in (first, second)]


def test_a_writer_that_came_later_is_not_waited_for(site: Site) -> None:
    with site.writer.begin() as done:
        first = done.execute(ADD, ROW).scalar_one()
    with site.writer.connect() as slow, site.writer.connect() as later:

        async def look_amid() -> int:
            slow.execute(ADD, ROW)
            look = asyncio.create_task(Settled(site.reader).newest())
            await asyncio.sleep(0.1)
            later.execute(ADD, ROW)
            slow.commit()
            return await look

        assert site.run(look_amid()) == first


def test_nobody_waits_for_ever(site: Site) -> None:
    with site.writer.connect() as slow:
        slow.execute(ADD, ROW)
        with pytest.raises(UnavailableError, match="being written"):
            site.run(Settled(site.reader, patience=0.05).newest())
