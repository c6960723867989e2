"""Imported by a command before the rest of it: meanwhile no garbage is looked for.

Importing makes half a million objects that stay, and to look through them again and again takes a
fifth of the whole start.
"""

import gc

gc.disable()


def imported() -> None:
    """Look for garbage from now on, but not among what has been imported."""
    gc.freeze()
    gc.enable()
