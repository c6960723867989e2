"""A bare ASGI application: the request's query picks the statement, its one text is the answer."""

import json
import os
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from graph.database import open_engine
from graph.settings import read_settings
from tests.bench.asgi import answer, body_of, lifespan
from tests.bench.byhand.requests import BY_QUERY


def make_app() -> ASGIApp:
    """For `uvicorn --factory`."""
    connection = open_engine(read_settings(os.environ), read_only=True).raw_connection()
    driver: Any = connection.driver_connection

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        request = json.loads(await body_of(receive))
        sql, parameters = BY_QUERY[request["query"]]
        row = driver.execute(sql, parameters(request["variables"])).fetchone()
        await answer(send, row[0].encode())

    return app
