"""The sites of the reports' tests, and a destination that is a real HTTP server."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from graph import tables
from tests.forward.destination import Destination
from tests.reports.conftest import settings, shared  # noqa: F401  fixtures of these tests too
from tests.reports.site import NOW, Site


@pytest.fixture
def site(shared: Site) -> Site:  # noqa: F811
    """The site without clicks, of which nothing was told to anybody."""
    shared.now = NOW
    shared.store([])
    with shared.writer.begin() as connection:
        connection.execute(delete(tables.Forwarding))
    return shared


@pytest.fixture
def destination() -> Iterator[Destination]:
    with Destination() as destination:
        yield destination
