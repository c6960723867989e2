"""What ends a command before it has done anything."""


class CommandError(ValueError):
    """The arguments ask for what cannot be; the text is one sentence that says what to do."""
