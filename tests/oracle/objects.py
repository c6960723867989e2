"""A history as plain Python objects, which graphql-core's own default resolver reads.

An object is a dictionary by the fields' names, with a function for each field that takes arguments.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from seed import records
from tests.oracle.history import History, Placement, Version, creative, suggestion, unique
from tests.oracle.issues import issue, unresolved
from tests.oracle.paging import connection, read_paging
from tests.oracle.placements import (
    activity,
    last_days,
    midnight_after,
    was_active,
    was_anywhere_active,
)
from tests.oracle.reach import neighbors, shortest
from tests.oracle.search import Texts, hits
from tests.oracle.sorting import Object
from tests.oracle.suggest import suggested

Resolver = Callable[..., Any]


class World:
    """Every object there is, tied to the others."""

    def __init__(self, history: History, now: datetime, page_limit: int) -> None:
        self._history = history
        self._now = now
        self._limit = page_limit
        self.roadmaps = {slug: roadmap(v) for slug, v in history.versions.items()}
        self.live = {slug: self.roadmaps[slug] for slug in sorted(history.live())}
        self.tags = self._labels("Tag", "name", lambda record: record.tags)
        self.keywords = self._labels("Keyword", "text", seo_keywords)
        self.sponsors = {c: sponsor(number, c) for number, c in enumerate(history.sponsors, 1)}
        self.placements = [placement(p, self._now) for p in history.placements]
        for slug, made in self.roadmaps.items():
            made.update(self._tied(slug))
        for slug, made in self.roadmaps.items():
            made.update(self._near(slug))
        self.issues = [issue for made in self.live.values() for issue in made["issues"]]
        self._tie_placements()
        self.by_id = {made["id"]: made for made in self._identified()}
        self._texts = [(made, Texts(made)) for made in self.live.values()]

    def root(self) -> Object:
        """The object of type Query."""
        sponsors = {made["id"]: made for made in self.sponsors.values()}
        return {
            "node": lambda _, id: self.by_id.get(id),  # noqa: A006  the argument's name
            "nodes": lambda _, ids: [self.by_id.get(one) for one in ids],
            "roadmap": lambda _, slug: self.live.get(slug),
            "roadmaps": self._paged("Roadmap", self.live.values()),
            "search": self._search,
            "tag": lambda _, name: self.tags.get(name),
            "tags": self._paged("Tag", self.tags.values()),
            "keyword": lambda _, text: self.keywords.get(text),
            "keywords": self._paged("Keyword", self.keywords.values()),
            "sponsor": lambda _, id: sponsors.get(id),  # noqa: A006
            "sponsors": self._dated("Sponsor", self.sponsors.values(), was_anywhere_active),
            "placements": self._dated("Placement", self.placements, was_active),
            "path": self._path,
            "contentIssues": self._paged("ContentIssue", self.issues),
            "contentRevision": {
                "revision": self._history.revision,
                "seededAt": instant(self._history.seeded_at),
            },
        }

    def _paged(self, kind: str, items: Iterable[Object]) -> Resolver:
        listed = list(items)

        def resolve(_: Any, **arguments: Any) -> Object:
            return connection(listed, read_paging(kind, arguments, self._limit))

        return resolve

    def _search(self, _: Any, **arguments: Any) -> Object:
        found = hits(self._texts, arguments["query"])
        return connection(found, read_paging("Search", arguments, self._limit))

    def _dated(
        self, kind: str, items: Iterable[Object], when: Callable[[Object, date], bool]
    ) -> Resolver:
        listed = list(items)

        def resolve(_: Any, **arguments: Any) -> Object:
            day = arguments.get("activeOn")
            then = [item for item in listed if day is None or when(item, day)]
            return connection(then, read_paging(kind, arguments, self._limit))

        return resolve

    def _labels(
        self, kind: str, field: str, of: Callable[[records.Roadmap], Sequence[str]]
    ) -> dict[str, Object]:
        """Tags or keywords with the published roadmaps that have them."""
        texts = unique([text for slug in self.live for text in of(self._record(slug))])
        return {text: self._label(kind, field, text, of) for text in texts}

    def _label(
        self, kind: str, field: str, text: str, of: Callable[[records.Roadmap], Sequence[str]]
    ) -> Object:
        having = [made for slug, made in self.live.items() if text in of(self._record(slug))]
        return {
            **identity(kind, text),
            field: text,
            "roadmapCount": len(having),
            "roadmaps": self._paged("Roadmap", having),
        }

    def _record(self, slug: str) -> records.Roadmap:
        return self._history.versions[slug].record

    def _tied(self, slug: str) -> Object:
        """What one roadmap has of other objects; nothing once its file is gone."""
        record, is_live = self._record(slug), slug in self.live
        targets = [relation.slug for relation in record.relations] if is_live else []
        pointing = [other for s, other in self.live.items() if slug in self._targets(s) and is_live]
        return {
            "seo": seo(record, is_live),
            "tags": [self.tags[name] for name in unique(record.tags) if is_live],
            "keywords": [self.keywords[text] for text in unique(seo_keywords(record)) if is_live],
            "relatedRoadmaps": [self.live[s] for s in unique(targets) if s in self.live],
            "relations": [self._relation(i, target) for i, target in enumerate(targets)],
            "relatedBy": self._paged("Roadmap", pointing),
            "pointing": pointing,
        }

    def _near(self, slug: str) -> Object:
        """What a roadmap leads to by way of others, and what its file lets wish for."""
        made, is_live = self.roadmaps[slug], slug in self.live
        return {
            "neighborhood": lambda _, depth, direction=None: [
                {"roadmap": self.roadmaps[other], "distance": distance}
                for other, distance in neighbors(self.roadmaps, slug, depth, direction)
            ],
            "suggestedRelations": lambda _, first=None: suggested(
                made, self.live.values(), 10 if first is None else first
            ),
            "issues": self._issues(slug) if is_live else [],
        }

    def _issues(self, slug: str) -> list[Object]:
        """What the report says of a file, as it sorts it."""
        version = self._history.versions[slug]
        found = [*enumerate(version.problems), *unresolved(version, self.live)]
        issues = [
            {**issue(position, problem), "path": version.path, "roadmap": self.roadmaps[slug]}
            for position, problem in found
        ]
        return sorted(issues, key=itemgetter("line", "column", "code", "position"))

    def _path(self, _: Any, **ends: str) -> Object | None:
        slugs = shortest(self.live, ends["from"], ends["to"])
        if slugs is None:
            return None
        return {"length": len(slugs) - 1, "roadmaps": [self.live[slug] for slug in slugs]}

    def _targets(self, slug: str) -> set[str]:
        return {relation.slug for relation in self._record(slug).relations}

    def _relation(self, position: int, slug: str) -> Object:
        target = self.live.get(slug)
        return {
            "position": position,
            "slug": slug,
            "roadmap": target,
            "isResolved": target is not None,
            "suggestion": None if target else suggestion(slug, self.live),
        }

    def _tie_placements(self) -> None:
        pairs = list(zip(self._history.placements, self.placements, strict=True))
        for told, made in pairs:
            made["sponsor"] = self.sponsors[told.creative]
            made["roadmap"] = self.roadmaps[told.slug]
        for key, made in self.sponsors.items():
            made["placements"] = [item for told, item in pairs if told.creative == key]
        for slug, made in self.roadmaps.items():
            own = [(told, item) for told, item in reversed(pairs) if told.slug == slug]
            made["placements"] = [item for _, item in own]
            standing = [pair for pair in own if pair[0].withdrawn_at is None]
            standing.sort(key=lambda pair: pair[0].position)
            made["standing"] = [item for _, item in standing]
            made["sponsor"] = made["standing"][0] if standing else None

    def _identified(self) -> list[Object]:
        labels = [*self.tags.values(), *self.keywords.values()]
        return [*self.live.values(), *labels, *self.sponsors.values(), *self.placements]


def roadmap(version: Version) -> Object:
    """The fields that the file itself gives."""
    record = version.record
    return {
        **identity("Roadmap", record.slug),
        "slug": record.slug,
        "title": record.title,
        "description": record.description,
        "featuredTitle": record.featured_title,
        "featuredDescription": record.featured_description,
        "order": record.order,
        "kind": record.kind,
        "hasTopics": record.has_topics,
        "isNew": record.is_new,
        "isUpcoming": record.is_upcoming,
        "isHidden": record.is_hidden,
        "jsonUrl": record.json_url,
        "pdfUrl": record.pdf_url,
        "dimensions": record.dimensions
        and {"width": record.dimensions.width, "height": record.dimensions.height},
        "schema": record.schema and schema_block(record.schema),
        "sitemap": record.sitemap
        and {
            "priority": record.sitemap.priority,
            "changefreq": record.sitemap.changefreq.upper(),
        },
        "source": {
            "path": version.path,
            "sha256": version.sha256,
            "seededAt": instant(version.seeded_at),
            "revision": version.revision,
        },
        "frontmatter": json.loads(record.frontmatter),
        "retiredAt": instant(version.retired_at),
    }


def schema_block(block: records.SchemaBlock) -> Object:
    return {
        "headline": block.headline,
        "description": block.description,
        "imageUrl": block.image_url,
        "datePublished": day(block.date_published),
        "dateModified": day(block.date_modified),
    }


def seo(record: records.Roadmap, is_live: bool) -> Object | None:
    if record.seo is None:
        return None
    keywords = list(record.seo.keywords) if is_live else []
    return {
        "title": record.seo.title,
        "description": record.seo.description,
        "keywords": keywords,
    }


def seo_keywords(record: records.Roadmap) -> Sequence[str]:
    return record.seo.keywords if record.seo else ()


def sponsor(number: int, key: tuple[str, str, str | None, str | None]) -> Object:
    fields = dict(zip(("title", "url", "imageUrl", "description"), key, strict=True))
    return {**identity("Sponsor", number), "number": number, **fields}


def placement(told: Placement, now: datetime) -> Object:
    block = told.block
    expiry, withdrawn = block.expiry_date, told.withdrawn_at
    expires = midnight_after(expiry)
    return {
        **identity("Placement", told.number),
        "number": told.number,
        **dict(zip(("title", "url", "imageUrl", "description"), creative(block), strict=True)),
        "expiryDate": day(expiry),
        "expiresAt": instant(expires),
        "isActive": activity(expires, withdrawn, now),
        "withdrawnAt": instant(withdrawn),
        "event": block.event
        and {
            "category": block.event.category,
            "action": block.event.action,
            "label": block.event.label,
        },
        "last_days": last_days(expiry, withdrawn),
    }


def identity(kind: str, key: str | int) -> Object:
    return {"__typename": kind, "id": f"{kind}:{key}".encode().hex()}


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC, with six digits of a second where they are not all zero."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
