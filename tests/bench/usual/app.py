"""The application: Strawberry's own view on Starlette."""

import os
from datetime import datetime
from typing import Any

import strawberry
from sqlalchemy import event
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from graph.database import CACHE_KIB, database_url
from graph.settings import read_settings
from tests.bench.usual.label import Keyword, Tag
from tests.bench.usual.loaders import Loaders, Sessions
from tests.bench.usual.query import Query
from tests.bench.usual.roadmap import Roadmap

INSTANT = ScalarDefinition(
    name="DateTime",
    description=None,
    specified_by_url=None,
    serialize=lambda instant: instant.isoformat().replace("+00:00", "Z"),
    parse_value=datetime.fromisoformat,
    parse_literal=None,
    origin=datetime,
)


class View(GraphQL[Loaders, None]):
    """Makes each request loaders of its own."""

    def __init__(self, schema: strawberry.Schema, sessions: Sessions) -> None:
        super().__init__(schema)
        self._sessions = sessions

    async def get_context(
        self,
        request: Request | WebSocket,  # noqa: ARG002
        response: Response | WebSocket,  # noqa: ARG002
    ) -> Loaders:
        return Loaders(self._sessions)


def build_schema() -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        types=[Roadmap, Tag, Keyword],
        extensions=[lambda: ParserCache(), lambda: ValidationCache()],
        config=StrawberryConfig(scalar_map={datetime: INSTANT}),
    )


def make_app() -> ASGIApp:
    """For `uvicorn --factory`."""
    url = database_url(read_settings(os.environ)).set(drivername="sqlite+aiosqlite")
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _set_cache)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    return Starlette(routes=[Route("/graphql", View(build_schema(), sessions))])


def _set_cache(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
