"""Filters, orders and facets over plain objects."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import eq, ge, gt, le, lt
from typing import Any
from unicodedata import normalize

from tests.oracle.placements import was_active
from tests.oracle.sorting import Object, Sort

Given = Mapping[str, Any]
Condition = Callable[[Object, str, Any], bool]

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": eq,
    "lt": lt,
    "lte": le,
    "gt": gt,
    "gte": ge,
    "in": lambda value, values: value in values,
    "startsWith": lambda value, start: folded(value).startswith(folded(start)),
    "contains": lambda value, part: folded(part) in folded(value),
}
NAMES: Mapping[str, Callable[[Object], list[str]]] = {
    "tags": lambda roadmap: [tag["name"] for tag in roadmap["tags"]],
    "keywords": lambda roadmap: [keyword["text"] for keyword in roadmap["keywords"]],
    "relatedRoadmaps": lambda roadmap: [other["slug"] for other in roadmap["relatedRoadmaps"]],
    "sponsors": lambda roadmap: [placement["title"] for placement in roadmap["standing"]],
}
MOST_FACETS = 100


def folded(text: str) -> str:
    """The text as it is where neither case nor the composition of accents matters."""
    return normalize("NFC", normalize("NFC", text).casefold())


def compared(value: Any, operations: Given) -> bool:
    """Whether a value meets all of a filter's operations; a null operand says nothing."""
    return all(holds(value, name, operand) for name, operand in operations.items())


def holds(value: Any, name: str, operand: Any) -> bool:
    if operand is None:
        return True
    if name == "isNull":
        return (value is None) is operand
    if name == "ne":
        return bool(value != operand)
    return value is not None and COMPARISONS[name](value, operand)


def composed(item: Object, filter_: Given, condition: Condition) -> bool:
    """Whether an object fulfils a filter."""
    return all(
        fulfils(item, name, value, condition)
        for name, value in filter_.items()
        if value is not None
    )


def fulfils(item: Object, name: str, value: Any, condition: Condition) -> bool:
    match name:
        case "and":
            return all(composed(item, each, condition) for each in value)
        case "or":
            return any(composed(item, each, condition) for each in value)
        case "not":
            return not composed(item, value, condition)
    return condition(item, name, value)


def roadmap_condition(roadmap: Object, name: str, value: Any) -> bool:
    if name in NAMES:
        return listed(NAMES[name](roadmap), value)
    match name:
        case "slug" | "title" | "order":
            return compared(roadmap[name], value)
        case "modified":
            return compared(day_modified(roadmap), value)
        case "sponsored":
            return bool(roadmap["standing"]) is value
        case "sponsoredOn":
            return any(was_active(placement, value) for placement in roadmap["standing"])
    return bool(roadmap[name] == value)


def keyword_condition(keyword: Object, name: str, value: Any) -> bool:
    return compared(keyword[name], value)


def issue_condition(issue: Object, name: str, value: Any) -> bool:
    if name == "code":
        return issue["code"] in value
    return composed(issue["roadmap"], value, roadmap_condition)


CONDITIONS: Mapping[str, Condition] = {
    "Roadmap": roadmap_condition,
    "Keyword": keyword_condition,
    "ContentIssue": issue_condition,
}


def listed(names: Sequence[str], filter_: Given) -> bool:
    """Whether a list of names is as the filter has it."""
    return all(
        quantified(names, quantifier, value)
        for quantifier, value in filter_.items()
        if value is not None
    )


def quantified(names: Sequence[str], quantifier: str, value: Given) -> bool:
    if quantifier == "count":
        return compared(len(set(names)), value)
    found = [compared(name, value) for name in names]
    return {"some": any(found), "every": all(found), "none": not any(found)}[quantifier]


def day_modified(roadmap: Object) -> date | None:
    return day_of(roadmap, "dateModified")


def day_of(roadmap: Object, field: str) -> date | None:
    text = (roadmap["schema"] or {}).get(field)
    return date.fromisoformat(text) if text else None


SORTED_BY: Mapping[str, Callable[[Object], Any]] = {
    "ORDER": lambda roadmap: roadmap["order"],
    "SLUG": lambda roadmap: roadmap["slug"],
    "TITLE": lambda roadmap: roadmap["title"],
    "DATE_MODIFIED": lambda roadmap: (roadmap["schema"] or {}).get("dateModified"),
    "DATE_PUBLISHED": lambda roadmap: (roadmap["schema"] or {}).get("datePublished"),
    "KEYWORD_COUNT": lambda roadmap: len(roadmap["keywords"]),
    "RELATED_BY_COUNT": lambda roadmap: len(roadmap["pointing"]),
    "TEXT": lambda keyword: keyword["text"],
    "ROADMAP_COUNT": lambda keyword: keyword["roadmapCount"],
}


def sorts(order_by: Sequence[Given]) -> list[Sort]:
    return [Sort(SORTED_BY[order["field"]], order["direction"] == "DESC") for order in order_by]


def facets(roadmaps: Sequence[Object], by: str) -> list[Object]:
    """The values of the roadmaps, the most frequent first."""
    counts = Counter(value for roadmap in roadmaps for value in set(facet_values(roadmap, by)))
    ranked = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    return [
        {"value": value, "count": count, "filter": narrowing(value, by)}
        for value, count in ranked[:MOST_FACETS]
    ]


def facet_values(roadmap: Object, by: str) -> list[str]:
    match by:
        case "TAG" | "KEYWORD" | "SPONSOR":
            return NAMES[f"{by.lower()}s"](roadmap)
        case "KIND":
            return [roadmap["kind"]] if roadmap["kind"] else []
    modified = day_modified(roadmap)
    return [modified.isoformat()[:4]] if modified else []


def narrowing(value: str, by: str) -> Object:
    match by:
        case "KIND":
            return {"kind": value}
        case "YEAR_MODIFIED":
            return {"modified": {"gte": f"{value}-01-01", "lte": f"{value}-12-31"}}
    return {f"{by.lower()}s": {"some": {"eq": value}}}
