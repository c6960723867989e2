"""A fault of ours: the log has all of it, the answer only where to find it."""

import logging
import secrets

from graph.log import REQUEST_ID

log = logging.getLogger("graph.http")


def logged_fault() -> str:
    """While an exception is handled: log it; what whoever asked is told, with a status of 500."""
    request_id = REQUEST_ID.get() or secrets.token_hex(4)
    log.exception("Request %s failed", request_id)
    return f"Internal error; the log has it under request {request_id}"
