"""How long a statement is taken to be slow."""

from graph.plan.slow import Slow


def test_what_is_slow_again_and_again_is_held_for_longer_up_to_a_minute() -> None:
    slow, now, waits = Slow(), 0.0, []
    for _ in range(8):
        assert not slow.is_held(b"a", now)
        slow.hold(b"a", now)
        until = next(s for s in range(1, 100) if not slow.is_held(b"a", now + s))
        waits.append(until)
        now += until
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_each_is_held_by_itself_and_the_oldest_are_forgotten() -> None:
    slow = Slow()
    for number in range(Slow.MOST + 1):
        slow.hold(b"%d" % number, 0)
    assert [slow.is_held(b"%d" % number, 0.5) for number in (0, 1, Slow.MOST)] == [0, 1, 1]
