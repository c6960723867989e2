"""What is expected of an answer of /graphql: everything, headers included."""

import json

from tests.http.asgi import Response

MODERN = "application/graphql-response+json"
LEGACY = "application/json"

EVERY_ANSWER = {
    "access-control-allow-origin": "*",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def graphql_response(status: int, body: str, media_type: str = LEGACY, **extra: str) -> Response:
    """`extra` headers are written with an underscore for the hyphen; nothing may be stored."""
    headers = {
        "cache-control": "no-store",
        "content-length": str(len(body.encode())),
        "content-type": f"{media_type}; charset=utf-8",
        "vary": "Accept",
        **EVERY_ANSWER,
        **{name.replace("_", "-"): value for name, value in extra.items()},
    }
    return Response(status, headers, body)


def error(status: int, message: str, media_type: str = LEGACY, **extra: str) -> Response:
    body = json.dumps({"errors": [{"message": message}]}, separators=(",", ":"))
    return graphql_response(status, body, media_type, **extra)
