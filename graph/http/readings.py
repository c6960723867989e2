"""What the clicks' writer and the answers' cache count, as metrics."""

from collections.abc import Callable, Iterator
from datetime import datetime

from graph.clicks.tally import Tally
from graph.http.metrics import Reading, Source
from graph.plan.cache import AnswerCache


def of_clicks(tally: Tally, clock: Callable[[], datetime]) -> Source:
    def readings() -> Iterator[Reading]:
        recorded = {"valid": tally.valid, "invalid": tally.invalid}
        told = "Clicks that were stored, by their validity when they were."
        yield Reading("clicks_recorded", "counter", told, recorded, "validity")
        told = "Clicks that were sent again, and stored before."
        yield Reading("clicks_replayed", "counter", told, {"": tally.replayed})
        told = "Clicks that were not stored, by what was answered."
        yield Reading("clicks_refused", "counter", told, dict(tally.refused), "result")
        told = "Redirects whose click could not be stored."
        yield Reading("clicks_missed", "counter", told, {"": tally.missed})
        told = "Clicks that wait to be stored."
        yield Reading("clicks_waiting", "gauge", told, {"": tally.waiting})
        if tally.committed_at is not None:
            age = (clock() - tally.committed_at).total_seconds()
            told = "Seconds since clicks were last stored."
            yield Reading("clicks_commit_age_seconds", "gauge", told, {"": age})

    return readings


def of_cache(cache: AnswerCache) -> Source:
    def readings() -> Iterator[Reading]:
        found = {"hit": cache.hits, "miss": cache.misses}
        told = "Answers that were looked for in the cache."
        yield Reading("answer_cache_lookups", "counter", told, found, "result")
        told = "Bytes of answers in the cache."
        yield Reading("answer_cache_bytes", "gauge", told, {"": cache.size})

    return readings
