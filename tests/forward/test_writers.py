"""A click that was given its number first and is stored last is not passed over."""

import pytest

from graph.database import DatabaseNotReadyError
from graph.forward.outbox import Outbox
from tests.reports.site import ADD, NOW, ROW, Site


def numbers(outbox: Outbox) -> list[int]:
    return [click.id for click in outbox.next(10)]


def test_a_writer_that_is_not_done_is_neither_passed_over_nor_held_up(site: Site) -> None:
    outbox = Outbox(site.writer, "webhook")
    with site.writer.connect() as writer:
        first = writer.execute(ADD, ROW).scalar_one()
        if site.writer.dialect.name == "postgresql":
            with pytest.raises(DatabaseNotReadyError, match="lock timeout"):
                outbox.next(10)
        else:
            assert numbers(outbox) == []
        second = writer.execute(ADD, ROW).scalar_one()
        writer.commit()
    assert numbers(outbox) == [first, second]


def test_a_lower_number_is_stored_after_a_higher_one(site: Site) -> None:
    if site.writer.dialect.name == "sqlite":
        with site.writer.connect() as only:
            only.execute(ADD, ROW)
            with pytest.raises(DatabaseNotReadyError, match="locked"):
                Outbox(site.writer, "webhook").keep(1, NOW)  # there is no second writer
        return
    with site.writer.connect() as slow, site.writer.connect() as fast:
        first = slow.execute(ADD, ROW).scalar_one()
        second = fast.execute(ADD, ROW).scalar_one()
        fast.commit()
        outbox = Outbox(site.writer, "webhook")
        with pytest.raises(DatabaseNotReadyError, match="lock timeout"):
            outbox.next(10)
        slow.commit()
        assert numbers(outbox) == [first, second]
