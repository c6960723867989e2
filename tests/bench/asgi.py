"""The least that an ASGI application needs."""

from starlette.types import ASGIApp, Receive, Scope, Send

CONSTANT = b'{"data":"' + b"x" * 2_000 + b'"}'


async def body_of(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message["body"]
    while message["more_body"]:
        message = await receive()
        body += message["body"]
    return body


async def answer(send: Send, body: bytes) -> None:
    """200 with that JSON."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def answer_nothing(send: Send) -> None:
    """204."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


async def lifespan(receive: Receive, send: Send) -> None:
    for phase in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{phase}.complete"})


def make_constant_app() -> ASGIApp:
    """An application that answers everything alike: what uvicorn itself costs."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
            return
        await body_of(receive)
        await answer(send, CONSTANT)

    return app
