"""Names of events as Google Analytics admits them."""

import pytest

from graph.forward.event import name_of


@pytest.mark.parametrize(
    ("action", "name"),
    [
        ("Redis Redirect", "Redis_Redirect"),
        ("click", "click"),
        ("3 clicks", "click_3_clicks"),
        ("Ünder / grün!", "nder_gr_n"),
        ("a" * 60, "a" * 40),
        ("点击", "click"),
        ("", "click"),
        (None, "click"),
    ],
)
def test_an_action_as_a_name(action: str | None, name: str) -> None:
    assert name_of(action) == name
