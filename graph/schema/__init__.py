"""What the API is: Strawberry's types, and beside each field how it is selected."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph.schema.click import Mutation
from graph.schema.query import Query
from graph.schema.scalars import SCALARS


def build_schema() -> strawberry.Schema:
    """The API's schema."""
    return strawberry.Schema(
        query=Query, mutation=Mutation, config=StrawberryConfig(scalar_map=SCALARS)
    )
