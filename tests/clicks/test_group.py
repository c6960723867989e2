"""A group of clicks is recorded at once, and each is what it would be by itself."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clicks.group import GROUPS, TOLD, Told, assert_same_together
from tests.clicks.site import Site
from tests.conftest import EXAMPLES

ALL = 1_000


@pytest.mark.parametrize("stream", GROUPS)
def test_a_group_is_recorded_as_its_clicks_are_one_by_one(site: Site, stream: list[Told]) -> None:
    assert_same_together(site.writer, stream, ALL)


@settings(max_examples=EXAMPLES // 5, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.lists(TOLD, min_size=2, max_size=40), st.sampled_from([2, 7, ALL]))
def test_so_is_any_group(site: Site, stream: list[Told], together: int) -> None:
    assert_same_together(site.writer, stream, together)
