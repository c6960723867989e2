"""Work that would hold up the event loop, done in a thread beside it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from graph.plan.recent import Key, Recent, Value


class Aside:
    """One thread; whoever waits for the same thing gets the one that was made first."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._turn = asyncio.Lock()

    async def kept(self, where: Recent[Key, Value], key: Key, make: Callable[[], Value]) -> Value:
        """What is kept under the key; else what `make` makes, which is kept then."""
        found = where.get(key)
        if found is not None:
            return found
        async with self._turn:
            found = where.get(key)  # whoever was before us may have made it
            if found is None:
                found = await asyncio.get_running_loop().run_in_executor(self._thread, make)
                where.keep(key, found)
        return found

    def close(self) -> None:
        """Wait for what is being made."""
        self._thread.shutdown()
