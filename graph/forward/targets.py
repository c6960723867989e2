"""Where clicks are told: an HTTP endpoint of one's own, or Google Analytics."""

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import Any, Protocol

import httpx2
from sqlalchemy import Row

from graph.forward.event import as_event, as_measurement

JSON = {"content-type": "application/json"}
SECRET_PREFIX = b"whsec_"
KEY_BYTES = range(24, 65)
"""As the standard wants the keys of signatures."""
OLDEST_MEASUREMENT = timedelta(hours=72)
"""Google Analytics drops what is older without a word."""

Clock = Callable[[], datetime]


class NotTakenError(Exception):
    """The destination did not take the clicks; the text says why."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        """Seconds, where it said so."""


class Target(Protocol):
    """A destination."""

    @property
    def most(self) -> int:
        """Clicks that it takes at once."""

    def send(self, clicks: Sequence[Row[Any]]) -> int:
        """Tell of them in order, and say of how many: it is not told of what is none of its
        concern. NotTakenError where it did not take them."""


def read_key(secret: bytes) -> bytes | None:
    """The key in a secret of Standard Webhooks, `whsec_` and base64, or the base64 alone; None for
    any other text."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        return None
    return key if len(key) in KEY_BYTES else None


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint that is sent JSON, signed as standardwebhooks.com has it.

    The header `webhook-signature` is `v1,` and the base64 of the HMAC-SHA256, keyed with `key`,
    of `webhook-id`, `webhook-timestamp` and the body, joined by dots.
    """

    client: httpx2.Client
    url: str
    key: bytes
    """What `read_key` has read."""
    clock: Clock
    most: int = 100

    def send(self, clicks: Sequence[Row[Any]]) -> int:
        body = json.dumps({"clicks": [as_event(click) for click in clicks]}).encode()
        # The same clicks have the same id whenever they are sent.
        name = f"clicks-{clicks[0].id}-{clicks[-1].id}"
        headers = {**JSON, **self.signed(name, body)}
        _post(self.client, self.url, body, headers, self.clock)
        return len(clicks)

    def signed(self, name: str, body: bytes) -> dict[str, str]:
        """The headers of a message with that id, sent now."""
        timestamp = str(int(self.clock().timestamp()))
        signed = b".".join([name.encode(), timestamp.encode(), body])
        signature = base64.b64encode(hmac.digest(self.key, signed, sha256)).decode()
        return {
            "webhook-id": name,
            "webhook-timestamp": timestamp,
            "webhook-signature": f"v1,{signature}",
        }


@dataclass(frozen=True, slots=True)
class GoogleAnalytics:
    """A property of Google Analytics 4, by its Measurement Protocol: valid clicks that are young
    enough. It takes whatever it is sent and answers 204, right or wrong."""

    client: httpx2.Client
    url: str
    measurement_id: str
    secret: bytes
    clock: Clock
    most: int = 1
    """What came in one request would all be one visitor's."""

    def send(self, clicks: Sequence[Row[Any]]) -> int:
        oldest = self.clock() - OLDEST_MEASUREMENT
        query = {"measurement_id": self.measurement_id, "api_secret": self.secret.decode()}
        url = httpx2.URL(self.url).copy_merge_params(query)
        told = [click for click in clicks if click.reason is None and click.occurred_at > oldest]
        for click in told:
            body = json.dumps(as_measurement(click)).encode()
            _post(self.client, str(url), body, JSON, self.clock)
        return len(told)


def _post(
    client: httpx2.Client, url: str, body: bytes, headers: dict[str, str], clock: Clock
) -> None:
    """Raises NotTakenError for all but a status of success; a redirect is none."""
    try:
        answer = client.post(url, content=body, headers=headers)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NotTakenError(str(error) or type(error).__name__) from None
    if not answer.is_success:
        wait = _seconds(answer.headers.get("retry-after"), clock())
        raise NotTakenError(f"it answered {answer.status_code}", wait)


def _seconds(retry_after: str | None, now: datetime) -> float | None:
    """What a Retry-After asks for; it is a number of seconds or a date."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after)
    try:
        return max((parsedate_to_datetime(retry_after) - now).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
