"""What is kept for as long as it is used."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Values by their keys, up to a total size; the longest unused give way.

    Every request looks in some of these, so a look is one call of C within one of Python;
    cachetools takes nine.
    """

    def __init__(self, most: int, size_of: Callable[[Value], int] = lambda _: 1) -> None:
        self.most = most
        self._size_of = size_of
        self.size = 0
        """Of all that is kept."""
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def keep(self, key: Key, value: Value) -> None:
        """Keep the value in place of the key's former one, unless it is larger than all of it."""
        former = self._values.pop(key, None)
        if former is not None:
            self.size -= self._size_of(former)
        size = self._size_of(value)
        if size > self.most:
            return
        self.size += size
        self._values[key] = value
        while self.size > self.most:
            _, oldest = self._values.popitem(last=False)
            self.size -= self._size_of(oldest)

    def clear(self) -> None:
        self._values.clear()
        self.size = 0
