"""Content of the tests: every shape that real files have, and worse, over several seedings."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.oracle.history import Run

NOW = datetime(2023, 6, 15, 12, 0, tzinfo=UTC)
"""When the tests ask."""
CONTROLS = "".join(map(chr, range(1, 32)))
ODD = "\u2028|\u2029|\x85|\x7f|\x9f|\ufeff|\uffff|\U0010ffff|\ue000"
SQL = """'; DROP TABLE roadmap; -- " \\ \\u0041 %s ? :p1 /* */ || {"a": [1]} `x` $1 '' \\\\"""

SPADES = {"title": "Spades", "url": "https://example.com/spades", "imageUrl": "/spade.png"}
EVENT = {"category": "SponsorClick", "action": "Spades Redirect", "label": "Clicked Spades"}
SEEDS = {"title": "Seeds", "url": "/seeds?a=1&b=%22", "imageUrl": "", "description": ""}
OTHER_SEEDS = {"title": "Seeds", "url": "https://seeds.example.com/园艺/", "description": "种子"}


def file(frontmatter: Mapping[str, Any] | None, body: str = "") -> str:
    """The text of a roadmap file."""
    lines = [f"{flow(key)}: {flow(value)}\n" for key, value in (frontmatter or {}).items()]
    return f"---\n{''.join(lines)}---{body}"


def flow(value: Any) -> str:
    """YAML of any value, on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + "".join(map(character, value)) + '"'
    return repr(value) if isinstance(value, int | float) else "null"


def character(char: str) -> str:
    return char if char.isprintable() and char not in '"\\' else f"\\U{ord(char):08x}"


GARDENER = {
    "jsonUrl": "/jsons/gardener.json",
    "pdfUrl": "/pdfs/gardener.pdf",
    "order": 2,
    "featuredTitle": "Gardening",
    "featuredDescription": "",
    "title": "Gardener",
    "description": "园艺: from seed to tree",
    "hasTopics": True,
    "isNew": True,
    "isUpcoming": False,
    "isHidden": None,
    "dimensions": {"width": 968, "height": 2840.4},
    "sponsor": {**SPADES, "description": "Dig.", "event": EVENT, "expiryDate": "2023-02-02"},
    "schema": {
        "headline": "Gardener Roadmap",
        "description": "How to grow.",
        "imageUrl": "https://example.com/gardener.png",
        "datePublished": "2023-01-05",
        "dateModified": "2023-01-20",
    },
    "seo": {
        "title": "Gardener Roadmap",
        "description": "Learn to grow.",
        "keywords": ["spade", "Spade", "spade", "种子", "", "soil", "spade "],
        "ogImageUrl": "/og.png",
    },
    "relatedRoadmaps": [
        *("botany", "beekeeper", "gardener", "botany", "botny"),
        *("no-such-thing", "mushrooms", "orchard", "seeds", "gardenre", "", "Botany"),
    ],
    "sitemap": {"priority": 1, "changefreq": "monthly"},
    "tags": ["roadmap", "main-sitemap", "role-roadmap", "roadmap"],
    "// note": {"deep": [[], {}, [None, True, 1.5, {"a": {"b": "c"}}]], "big": 2**70},
}
BOTANY = {
    "order": 2,
    "title": "植物学",
    "briefTitle": "Botany",
    "briefDescription": "Plants",
    "relatedRoadmaps": ["gardener", "beekeeper", "soil"],
    "tags": ["roadmap", "skill-roadmap"],
    "seo": {"keywords": ["soil", "leaf", "种子"]},
    "sponsor": {**SPADES, "description": "Dig.", "expiryDate": "2023-06-15"},
}
SEEDS_HERE = {**SEEDS, "page": "beekeeper", "company": "Seeds"}
OTHER_SEEDS_HERE = {**OTHER_SEEDS, "company": "nobody"}
BEEKEEPER = {
    "order": 0.1 + 0.2,
    "title": "Balarçy: ýaşyl öwrüm ň Ň ž",
    "description": "Söz — “sitata” · «bir»",
    "relatedRoadmaps": ["gardener", "botany", "beekeeper"],
    "tags": ["role-roadmap", "skill-roadmap", "ýaşyl"],
    "seo": {
        "title": "",
        "description": None,
        "keywords": ["Bal", "bal", "BAL", "ba\u0301l", "bál"],
    },
    "schema": {},
    "sponsors": [SEEDS_HERE, OTHER_SEEDS_HERE, SEEDS_HERE],
}
FIRST: dict[str, Mapping[str, Any] | None] = {
    "gardener": GARDENER,
    "botany": BOTANY,
    "beekeeper": BEEKEEPER,
    "soil": {
        "order": 4.99,
        "title": "🪱🧑🏽‍🌾 e\u0301\u0323 \U0001f1f9\U0001f1f2",
        "tags": ["roadmap"],
        "seo": {"keywords": []},
        "dimensions": {"width": 1e-7, "height": 1e300},
        "sitemap": {"priority": 0.7, "changefreq": "always"},
        "relatedRoadmaps": ["compost"],
        "sponsor": {**SEEDS, "expiryDate": "9999-12-31", "event": {}},
    },
    "compost": {
        "order": -0.0,
        "title": CONTROLS,
        "description": f"{CONTROLS}{ODD}",
        "tags": ["roadmap", CONTROLS, ODD],
        "seo": {"keywords": [CONTROLS, ODD, SQL]},
        "relatedRoadmaps": ["soil", CONTROLS],
        "sponsor": {**SPADES, "title": SQL, "description": ODD, "event": {"label": SQL}},
    },
    "ponds": {"order": 1e300, "tags": ["main-sitemap"], "relatedRoadmaps": ["gardener", "ponds"]},
    "greenhouse": {
        "order": 0,
        "title": "",
        "description": "",
        "featuredTitle": "",
        "jsonUrl": "",
        "tags": [],
        "seo": {"title": "", "keywords": []},
        "schema": {"headline": "", "datePublished": "0001-01-01", "dateModified": "9999-12-31"},
        "relatedRoadmaps": [],
        "sponsors": [],
        "dimensions": {"width": 0, "height": 0.0},
        "sitemap": {"priority": 0, "changefreq": "never"},
    },
    "stub-one": {"renderer": "editor"},
    "stub-two": {"renderer": "editor"},
    "stub-three": None,
    "hedges": {
        "order": -1.5,
        "title": SQL,
        "description": ODD,
        "tags": ["roadmap", "role-roadmap", SQL],
        "sponsor": {**SPADES, "description": None, "expiryDate": "2023-06-14"},
        "relatedRoadmaps": ["tools", "lawn", "roses", "hedges"],
    },
    "tools": {"order": 5e-324, "sponsor": {**SPADES, "description": ""}, "tags": ["roadmap"]},
    "seeds": {"order": 1.7976931348623157e308, "seo": {"keywords": ["spade", "zz", "ZZ"]}},
    "big": {"order": 9007199254740993, "number": 2**63, "dimensions": {"width": 1, "height": 2}},
    "roses": {"order": 4.99, "sponsor": {**OTHER_SEEDS, "expiryDate": "2023-06-16"}},
    "lawn": {
        "order": 2,
        "title": "Lawn",
        "tags": ["roadmap"],
        "relatedRoadmaps": ["botany"],
        "dimensions": {"width": 1},
        "sitmap": {},
    },
    "weeds": {
        "order": 1,
        "title": "weeds",
        "tags": ["Roadmap", "roadmap"],
        "sponsors": [{"title": "Traps", "url": "javascript:alert(1)", "imageURl": "/"}],
        "relatedRoadmaps": ["lawm", "moss"],
    },
    "mushrooms": {
        "order": 3,
        "title": "Mushrooms",
        "tags": ["roadmap", "only-mushrooms"],
        "seo": {"title": "kept", "keywords": ["spore", "soil"]},
        "relatedRoadmaps": ["gardener", "mushrooms"],
        "sponsor": {**SPADES, "description": "Dig.", "event": EVENT},
        "schema": {"headline": "kept"},
    },
    "ring-one": {"relatedRoadmaps": ["ring-two"], "seo": {"keywords": ["ring", "Ring"]}},
    "ring-two": {"relatedRoadmaps": ["ring-three"], "tags": ["ring", "skill-roadmap"]},
    "ring-three": {"relatedRoadmaps": ["ring-one"], "schema": {"dateModified": "2023-06-30"}},
    "orchard": {
        "order": 2,
        "title": "Orchard",
        "tags": ["roadmap"],
        "relatedRoadmaps": ["gardener", "nursery"],
        "sponsor": {**SPADES, "title": "Ladders"},
    },
}
SECOND = {
    **{slug: found for slug, found in FIRST.items() if slug != "orchard"},
    "gardener": {**GARDENER, "sponsor": {**SPADES, "description": "Dig deeper.", "event": EVENT}},
    "beekeeper": {**BEEKEEPER, "sponsors": [OTHER_SEEDS_HERE, SEEDS_HERE]},
    "nursery": {"order": 3, "relatedRoadmaps": ["orchard", "gardener"], "tags": ["roadmap"]},
}
THIRD = {
    **{slug: found for slug, found in SECOND.items() if slug != "mushrooms"},
    "gardener": {**GARDENER, "title": "Gardener, again"},
    "orchard": FIRST["orchard"],
}


def run(at: datetime, roadmaps: Mapping[str, Mapping[str, Any] | None], **more: str) -> Run:
    """A run over these roadmaps, the longer-named ones in folders of their own."""
    paths = {slug: f"{slug}/{slug}.md" if len(slug) > 5 else f"{slug}.md" for slug in roadmaps}
    return Run(at, {paths[slug]: file(found) for slug, found in roadmaps.items()} | more)


RUNS = (
    run(datetime(2023, 3, 1, 12, 30, 0, 250_000, UTC), FIRST),
    run(datetime(2023, 4, 1, tzinfo=UTC), SECOND),
    run(datetime(2023, 6, 15, 10, 59, 59, 999_999, UTC), THIRD | {"weeds": {"order": "no number"}}),
    run(datetime(2023, 6, 15, 11, tzinfo=UTC), THIRD),
)
