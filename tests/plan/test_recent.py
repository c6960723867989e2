"""What is kept for as long as it is used, and what gives way."""

from graph.plan.recent import Recent


def kept(recent: Recent[str, str], keys: str) -> str:
    return "".join(key for key in keys if recent.get(key) is not None)


def test_the_longest_unused_gives_way() -> None:
    recent: Recent[str, str] = Recent(3)
    for key in "abc":
        recent.keep(key, key)
    assert recent.get("a") == "a"
    recent.keep("d", "d")
    recent.keep("e", "e")
    assert kept(recent, "abcde") == "ade"


def test_sizes_are_added_up() -> None:
    recent: Recent[str, str] = Recent(10, len)
    recent.keep("a", "x" * 4)
    recent.keep("b", "x" * 6)
    assert kept(recent, "ab") == "ab"
    recent.keep("a", "x" * 3)
    recent.keep("c", "x")
    assert kept(recent, "abc") == "abc"
    recent.keep("d", "x" * 7)
    assert kept(recent, "abcd") == "cd"


def test_what_is_too_large_is_not_kept_and_nothing_gives_way() -> None:
    recent: Recent[str, str] = Recent(10, len)
    recent.keep("a", "x" * 10)
    recent.keep("b", "x" * 11)
    assert kept(recent, "ab") == "a"
    recent.keep("a", "x" * 11)  # what it replaces is the past
    assert kept(recent, "ab") == ""
    recent.keep("c", "x" * 10)
    assert kept(recent, "abc") == "c"


def test_nothing_is_left_of_what_is_cleared() -> None:
    recent: Recent[str, str] = Recent(10, len)
    recent.keep("a", "x" * 10)
    recent.clear()
    recent.keep("b", "x" * 5)
    recent.keep("c", "x" * 5)
    assert kept(recent, "abc") == "bc"
