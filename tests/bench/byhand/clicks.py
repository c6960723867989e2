"""A bare ASGI application that records clicks: one insert, one commit, by the same durability."""

import json
import os
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from graph.database import open_engine
from graph.http.beacon import CLICKS_PATH
from graph.settings import read_settings
from tests.bench.asgi import answer, answer_nothing, body_of, lifespan

INSERT = (
    "INSERT INTO sponsor_click (client_event_id, placement_id, occurred_at, clock, received_at, "
    "channel, is_unique, rules) VALUES (?, ?, ?, 'SERVER', ?, 'GRAPHQL', 0, 0)"
)


def make_app() -> ASGIApp:
    """For `uvicorn --factory`."""
    connection = open_engine(read_settings(os.environ)).raw_connection()
    driver: Any = connection.driver_connection

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        is_page = scope["path"] == CLICKS_PATH
        told = json.loads(await body_of(receive))
        click = told if is_page else told["variables"]["input"]
        placement = int(bytes.fromhex(click["placement"]).partition(b":")[2])
        now = datetime.now(UTC).isoformat()
        driver.execute("BEGIN IMMEDIATE")
        row = (click["clientEventId"], placement, now, now)
        row_id = driver.execute(INSERT, row).lastrowid
        driver.execute("COMMIT")
        if is_page:
            await answer_nothing(send)
            return
        receipt = {"replayed": False, "click": {"id": row_id, "targetUrl": None}}
        body = {"data": {"recordSponsorClick": {"__typename": "SponsorClickRecorded", **receipt}}}
        await answer(send, json.dumps(body).encode())

    return app
