"""How many clicks one visitor may send, by a clock that the test moves."""

from graph.clicks.allowance import MOST_KNOWN, Allowance
from graph.clicks.origin import Origin
from graph.clicks.record import Recorder
from graph.clicks.results import Click, ClickRateLimited, SponsorClickRecorded
from tests.clicks.site import Site

SOMEBODY, ANOTHER = "192.0.2.1", "192.0.2.2"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_clicks_are_had_at_once_and_then_one_by_one() -> None:
    clock = Clock()
    allowance = Allowance(60, clock)
    assert [allowance.wait_ms(SOMEBODY, 1) for _ in range(61)] == [0] * 60 + [1_000]
    clock.now = 0.75
    assert allowance.wait_ms(SOMEBODY, 1) == 250
    clock.now = 1.0
    assert (allowance.wait_ms(SOMEBODY, 1), allowance.wait_ms(ANOTHER, 1)) == (0, 0)
    clock.now = 1_000.0
    assert [allowance.wait_ms(SOMEBODY, 1) for _ in range(61)] == [0] * 60 + [1_000]


def test_clicks_count_and_not_requests() -> None:
    allowance = Allowance(60, Clock())
    assert [allowance.wait_ms(SOMEBODY, 25) for _ in range(3)] == [0, 0, 15_000]


def test_a_batch_larger_than_a_minute_has_to_wait_for_a_full_bucket_only() -> None:
    clock = Clock()
    allowance = Allowance(60, clock)
    assert (allowance.wait_ms(SOMEBODY, 100), allowance.wait_ms(SOMEBODY, 100)) == (0, 100_000)
    clock.now = 100.0
    assert allowance.wait_ms(SOMEBODY, 100) == 0


def test_an_ipv6_network_is_one_visitor_and_this_machine_none() -> None:
    allowance = Allowance(1, Clock())
    assert [allowance.wait_ms(f"2001:db8::{n}", 1) > 0 for n in range(3)] == [False, True, True]
    for own in ("127.0.0.1", "127.8.8.8", "::1", "", None):
        assert [allowance.wait_ms(own, 1) for _ in range(3)] == [0, 0, 0]


def test_no_limit_is_no_limit_and_memory_has_one() -> None:
    assert [Allowance(0, Clock()).wait_ms(SOMEBODY, 10**6) for _ in range(2)] == [0, 0]
    allowance = Allowance(1, Clock())
    for number in range(MOST_KNOWN + 1):
        assert allowance.wait_ms(f"10.0.{number // 256}.{number % 256}", 1) == 0
    assert allowance.wait_ms("10.0.0.0", 1) == 0  # forgotten


def test_the_clicker_is_told_and_nothing_is_stored(site: Site) -> None:
    clock = Clock()
    site.recorder = Recorder(site.writer, lambda: site.now, Allowance(1, clock))
    origin = Origin("BEACON", SOMEBODY, "curl/8")
    first, second = (site.receive(Click("knots"), origin) for _ in range(2))
    assert isinstance(first, SponsorClickRecorded)
    assert isinstance(second, ClickRateLimited)
    assert second.retry_after_ms == 60_000
    assert site.recorder.tally.refused == {"ClickRateLimited": 1}
    assert len(site.clicks()) == 1
