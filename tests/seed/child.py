"""A seeding run in a process that may be killed; a fork server imports this once for all."""

from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

from graph.database import open_engine
from graph.settings import SqliteModule
from seed.run import seed
from tests.seed.database import FIRST, settings_for


def run(file: Path, module: SqliteModule, folder: Path, told: Connection) -> None:
    """Tells that it begins, that it begins to write, and how many seconds it took in all."""
    started = perf_counter()

    def now() -> datetime:  # asked for by the first statement of the transaction
        told.send("writing")
        return FIRST

    told.send("reading")
    seed(open_engine(settings_for(file, module)), [str(folder)], now, iter)
    told.send(perf_counter() - started)
