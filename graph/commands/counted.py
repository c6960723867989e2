"""Numbers of things, as a sentence has them."""


def counted(number: int, thing: str) -> str:
    """`1 click`, `2 clicks`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
