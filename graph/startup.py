"""When garbage is looked for. Imported by a command before the rest of it: meanwhile none is.

Importing makes half a million objects that stay, and to look through them again and again takes a
fifth of the whole start.
"""

import gc

gc.disable()


def imported() -> None:
    """Look for garbage from now on, but not among what has been imported."""
    gc.freeze()
    gc.enable()


SERVING_OBJECTS = 20_000
"""From one look to the next. By Python's own 700 each eighth click or so looks, among what is
needed until the next commit: with 64 under way a twentieth of a click. A request leaves nothing."""


def serving() -> None:
    """Look less often, and not among what the application is made of."""
    gc.freeze()
    gc.set_threshold(SERVING_OBJECTS)
