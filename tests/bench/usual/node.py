"""What has a global id."""

import strawberry


@strawberry.interface
class Node:
    @strawberry.field
    def id(self) -> strawberry.ID:
        raise NotImplementedError


def node_id(type_name: str, key: str) -> strawberry.ID:
    return strawberry.ID(f"{type_name}:{key}".encode().hex())
