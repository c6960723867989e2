"""Clicks as Parquet, for data warehouses; it needs pyarrow, which is an extra."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from graph.reports.export import Click
from graph.reports.lines import COLUMNS

INSTANT = pa.timestamp("us", "UTC")
KINDS = {"occurredAt": INSTANT, "receivedAt": INSTANT, "isUnique": pa.bool_(), "rules": pa.int32()}
"""Of the columns that are no texts."""
SCHEMA = pa.schema([(name, KINDS.get(name, pa.string())) for name in COLUMNS])


class ParquetSheet:
    """A file whose row groups are the pages that are written."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb")
        self._writer = pq.ParquetWriter(self._file, SCHEMA, compression="zstd")

    def write(self, clicks: Sequence[Click]) -> None:
        rows = [{**click, **_instants(click)} for click in clicks]
        self._writer.write_table(pa.Table.from_pylist(rows, SCHEMA))

    def close(self) -> None:
        self._writer.close()
        self._file.close()


def _instants(click: Click) -> Click:
    names = (name for name, kind in KINDS.items() if kind == INSTANT)
    return {name: datetime.fromisoformat(click[name]) for name in names}
