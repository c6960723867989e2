"""A file of any era -> one record, or every problem in it with its place and a way to mend it."""

import json
from dataclasses import replace
from datetime import date

import pytest

from seed.normalise import SLUG, normalise
from seed.records import (
    Dimensions,
    Position,
    Reading,
    Relation,
    Roadmap,
    SchemaBlock,
    Seo,
    Sitemap,
    Source,
    SponsorBlock,
    SponsorEvent,
)

COMPLETE = """---
jsonUrl: "/jsons/roadmaps/gardening.json"
pdfUrl: /pdfs/gardening.pdf
order: 4.99
featuredTitle: "Gardening"
featuredDescription: ""
title: Gardener
description: "园艺: from seed to tree"
hasTopics: true
isNew: True
isUpcoming: false
isHidden: ~
note: kept
dimensions:
  width: 968
  height: 2840.5
sponsor:
  expiryDate: 2023-02-02
  url: "https://example.com/spades?utm_source=garden&utm_medium=ebook"
  title: "Spades"
  imageUrl: "/images/spade.png"
  description: "Dig."
  event:
    category: "SponsorClick"
    label: "Clicked Spade Link"
schema:
  headline: "Gardener Roadmap"
  imageUrl: "https://example.com/gardening.png"
  datePublished: "2023-01-05"
seo:
  title: "Gardener"
  keywords:
    - "spade"
    - "Spade"
    - "spade"
relatedRoadmaps:
  - "botany"
  - "gardening"
  - "botany"
  - "Not a slug!"
sitemap:
  priority: 1
  changefreq: "monthly"
tags:
  - "roadmap"
  - "skill-roadmap"
  - "role-roadmap"
---
"""

GARDENING = Roadmap(
    slug="gardening",
    title="Gardener",
    description="园艺: from seed to tree",
    featured_title="Gardening",
    featured_description="",
    order=4.99,
    kind="SKILL",
    has_topics=True,
    is_new=True,
    is_upcoming=False,
    is_hidden=False,
    json_url="/jsons/roadmaps/gardening.json",
    pdf_url="/pdfs/gardening.pdf",
    dimensions=Dimensions(968.0, 2840.5),
    schema=SchemaBlock(
        headline="Gardener Roadmap",
        description=None,
        image_url="https://example.com/gardening.png",
        date_published=date(2023, 1, 5),
        date_modified=None,
    ),
    seo=Seo("Gardener", None, ("spade", "Spade", "spade")),
    sitemap=Sitemap(1.0, "monthly"),
    tags=("roadmap", "skill-roadmap", "role-roadmap"),
    relations=(
        Relation("botany", Position(37, 5)),
        Relation("gardening", Position(38, 5)),
        Relation("botany", Position(39, 5)),
        Relation("Not a slug!", Position(40, 5)),
    ),
    sponsors=(
        SponsorBlock(
            title="Spades",
            url="https://example.com/spades?utm_source=garden&utm_medium=ebook",
            image_url="/images/spade.png",
            description="Dig.",
            event=SponsorEvent("SponsorClick", None, "Clicked Spade Link"),
            expiry_date=date(2023, 2, 2),
        ),
    ),
    frontmatter=(
        '{"jsonUrl":"/jsons/roadmaps/gardening.json","pdfUrl":"/pdfs/gardening.pdf","order":4.99,'
        '"featuredTitle":"Gardening","featuredDescription":"","title":"Gardener",'
        '"description":"园艺: from seed to tree","hasTopics":true,"isNew":true,'
        '"isUpcoming":false,"isHidden":null,"note":"kept",'
        '"dimensions":{"width":968,"height":2840.5},'
        '"sponsor":{"expiryDate":"2023-02-02",'
        '"url":"https://example.com/spades?utm_source=garden&utm_medium=ebook",'
        '"title":"Spades","imageUrl":"/images/spade.png","description":"Dig.",'
        '"event":{"category":"SponsorClick","label":"Clicked Spade Link"}},'
        '"schema":{"headline":"Gardener Roadmap","imageUrl":"https://example.com/gardening.png",'
        '"datePublished":"2023-01-05"},'
        '"seo":{"title":"Gardener","keywords":["spade","Spade","spade"]},'
        '"relatedRoadmaps":["botany","gardening","botany","Not a slug!"],'
        '"sitemap":{"priority":1,"changefreq":"monthly"},'
        '"tags":["roadmap","skill-roadmap","role-roadmap"]}'
    ),
)

STUB = Roadmap(
    slug="gardening",
    title="gardening",
    description=None,
    featured_title=None,
    featured_description=None,
    order=None,
    kind=None,
    has_topics=False,
    is_new=False,
    is_upcoming=False,
    is_hidden=False,
    json_url=None,
    pdf_url=None,
    dimensions=None,
    schema=None,
    seo=None,
    sitemap=None,
    tags=(),
    relations=(),
    sponsors=(),
    frontmatter="{}",
)

SPADES = SponsorBlock("Spades", "https://example.com/", None, None, None, None)


def read(data: str | bytes) -> Reading:
    data = data.encode() if isinstance(data, str) else data
    path = "gardening/gardening.md"
    return normalise(Source("gardening", path, f"content/{path}", "0" * 64, data))


def roadmap(frontmatter: str) -> Roadmap:
    """The record, without its JSON: that has tests of its own."""
    reading = read(f"---\n{frontmatter}\n---")
    assert (reading.roadmap is None, reading.problems) == (False, ())
    assert reading.roadmap is not None
    return replace(reading.roadmap, frontmatter="{}")


def problems(frontmatter: str) -> list[str]:
    reading = read(f"---\n{frontmatter}\n---")
    found = [
        str(problem).removeprefix("content/gardening/gardening.md:") for problem in reading.problems
    ]
    assert (reading.roadmap is None) == any(
        problem.severity == "ERROR" for problem in reading.problems
    )
    return found


def test_a_complete_file_is_read_whole() -> None:
    assert read(COMPLETE) == Reading(GARDENING, ())


@pytest.mark.parametrize(
    ("written", "frontmatter"),
    [
        pytest.param("---\n---", "{}", id="empty"),
        pytest.param("---\nrenderer: editor\n---", '{"renderer":"editor"}', id="editor"),
        pytest.param("---\ntitle:\ntags: null\nsponsor: ~\nseo:\n---", None, id="nulls"),
    ],
)
def test_a_stub_is_known_by_its_slug_alone(written: str, frontmatter: str | None) -> None:
    said = frontmatter or '{"title":null,"tags":null,"sponsor":null,"seo":null}'
    assert read(written) == Reading(replace(STUB, frontmatter=said), ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("order: 0", replace(STUB, order=0.0), id="zero"),
        pytest.param(
            "title: ''\ndescription: ''", replace(STUB, title="", description=""), id="texts"
        ),
        pytest.param("tags: []\nrelatedRoadmaps: []\nsponsors: []", STUB, id="lists"),
        pytest.param(
            "seo: {keywords: [''], title: ''}", replace(STUB, seo=Seo("", None, ("",))), id="seo"
        ),
        pytest.param("seo: {}", replace(STUB, seo=Seo(None, None, ())), id="empty-seo"),
        pytest.param(
            "schema: {}", replace(STUB, schema=SchemaBlock(*[None] * 5)), id="empty-schema"
        ),
        pytest.param(
            "dimensions: {width: 0, height: 0}\nsitemap: {priority: 0, changefreq: never}",
            replace(STUB, dimensions=Dimensions(0.0, 0.0), sitemap=Sitemap(0.0, "never")),
            id="zeroes",
        ),
        pytest.param(
            "sponsor: {title: Spades, url: https://example.com/, imageUrl: '', description: '',"
            " event: {}}",
            replace(
                STUB,
                sponsors=(
                    replace(
                        SPADES, image_url="", description="", event=SponsorEvent(None, None, None)
                    ),
                ),
            ),
            id="sponsor",
        ),
    ],
)
def test_empty_is_not_absent(written: str, expected: Roadmap) -> None:
    assert roadmap(written) == expected


@pytest.mark.parametrize(
    ("written", "title", "description"),
    [
        pytest.param("featuredTitle: A\nfeaturedDescription: B", "A", "B", id="until-2023-03"),
        pytest.param("briefTitle: A\nbriefDescription: B", "A", "B", id="since-2023-03"),
        pytest.param("briefTitle: A\nfeaturedDescription: B", "A", "B", id="mixed"),
        pytest.param("briefTitle: A\nfeaturedTitle: B", "B", None, id="both"),
        pytest.param("briefTitle: A\nfeaturedTitle: ''", "", None, id="both-the-first-empty"),
        pytest.param("briefTitle: A\nfeaturedTitle:", "A", None, id="both-the-first-null"),
    ],
)
def test_the_teaser_has_had_two_names(
    written: str, title: str | None, description: str | None
) -> None:
    expected = replace(STUB, featured_title=title, featured_description=description)
    assert roadmap(written) == expected


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ("[role-roadmap]", "ROLE"),
        ("[roadmap, skill-roadmap]", "SKILL"),
        ("[skill-roadmap, role-roadmap]", "SKILL"),
        ("[role-roadmap, skill-roadmap]", "ROLE"),
        ("[roadmap, Role-Roadmap]", None),
        ("[]", None),
    ],
)
def test_kind_is_the_first_tag_that_names_one(tags: str, kind: str | None) -> None:
    assert roadmap(f"tags: {tags}").kind == kind


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            "sponsors:\n- {title: Spades, url: https://example.com/, page: Garden, company: Acme}",
            [
                replace(
                    SPADES,
                    event=SponsorEvent("SponsorClick", "Acme Redirect", "Garden / Acme Link"),
                )
            ],
            id="event-derived",
        ),
        pytest.param(
            "sponsors:\n- {title: Spades, url: https://example.com/, page: Garden, company: ~}",
            [SPADES],
            id="no-company-no-event",
        ),
        pytest.param(
            "sponsors:\n- {title: Spades, url: https://example.com/, company: Acme}",
            [SPADES],
            id="no-page-no-event",
        ),
        pytest.param(
            "sponsors:\n- {title: A, url: /a}\n- {title: B, url: /b}\n- {title: A, url: /a}\n"
            "sponsor: {title: C, url: /c}",
            [
                replace(SPADES, title="C", url="/c"),
                replace(SPADES, title="A", url="/a"),
                replace(SPADES, title="B", url="/b"),
                replace(SPADES, title="A", url="/a"),
            ],
            id="the-map-before-the-list",
        ),
        pytest.param(
            "sponsor: {title: Spades, url: https://example.com/, page: Garden, company: Acme}",
            [SPADES],
            id="nothing-derived-for-the-map",
        ),
        pytest.param("sponsor:\nsponsors:", [], id="nulls"),
    ],
)
def test_sponsors_are_read_in_both_spellings(written: str, expected: list[SponsorBlock]) -> None:
    assert roadmap(written) == replace(STUB, sponsors=tuple(expected))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "HTTP://EXAMPLE.COM:8080/a?b=c&d=%27#e",
        "https://例え.jp/パス",
        "http://[2001:db8::1]/",
        "https://example.com?a=https://b.c/@d",
        "/",
        "/images/spade.png",
        "/a//b?next=//c",
    ],
)
def test_links_to_hosts_and_to_pages_of_the_site_are_published(url: str) -> None:
    [sponsor] = roadmap(f"sponsor: {{title: Spades, url: '{url}', imageUrl: '{url}'}}").sponsors
    assert sponsor == replace(SPADES, url=url, image_url=url)


@pytest.mark.parametrize("key", ["url", "imageUrl"])
@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JavaScript://example.com/%0aalert(1)",
        "\x01https://example.com",
        " https://example.com",
        "https://example.com/a b",
        "https://example.com/a\tb",
        "https://example.com/\u2028",
        "https://example.com/\u202egnp.exe",
        "data:text/html,a",
        "mailto:a@example.com",
        "ftp://example.com/",
        "http\u017f://example.com/",
        "https:example.com",
        "https:/example.com",
        "https://",
        "https:///example.com",
        "https://?a",
        "https://.",
        "https://good.example@evil.example/",
        "https://evil.example\\@good.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "images/spade.png",
        "example.com",
        "#",
    ],
)
def test_links_that_could_harm_are_not_published(url: str, key: str) -> None:
    other = "imageUrl" if key == "url" else "url"
    written = json.dumps(url, ensure_ascii=False).replace("\u2028", "\\u2028")
    reading = read(
        f"---\nsponsor:\n  title: Spades\n  {other}: /a\n  {key}: {written}\norder: 1\n---"
    )
    # Without its image a placement still earns its clicks; without its link it is none.
    left = () if key == "url" else (replace(SPADES, url="/a", image_url=None),)
    assert reading.roadmap == replace(
        STUB,
        order=1.0,
        sponsors=left,
        frontmatter=f'{{"sponsor":{{"title":"Spades","{other}":"/a","{key}":'
        f'{json.dumps(url, ensure_ascii=False)}}},"order":1}}',
    )
    [problem] = reading.problems
    assert (problem.line, problem.column, problem.code) == (5, 5 + len(key), "UNSAFE_URL")
    assert str(problem).isprintable()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            "title: 2023",
            "2:8: WRONG_TYPE title: found the number 2023, expected text (put it in quotes)",
            id="number-for-text",
        ),
        pytest.param(
            "seo: {title: true}",
            "2:14: WRONG_TYPE seo.title: found true, expected text (put it in quotes)",
            id="flag-for-text",
        ),
        pytest.param(
            "description: [a]",
            "2:14: WRONG_TYPE description: found a list, expected text"
            " (write one text, not a list)",
            id="list-for-text",
        ),
        pytest.param(
            "seo:\n  keywords:\n  - a\n  - b: c",
            "5:5: WRONG_TYPE seo.keywords[1]: found a mapping, expected text"
            ' (put text that holds ": " in quotes)',
            id="mapping-for-text",
        ),
        pytest.param(
            "tags:\n- a\n-\n- b",
            "4:2: WRONG_TYPE tags[1]: found nothing, expected text"
            ' (remove the entry, or write "" for an empty one)',
            id="nothing-for-text",
        ),
        pytest.param(
            "relatedRoadmaps: [botany, 3]",
            "2:27: WRONG_TYPE relatedRoadmaps[1]: found the number 3, expected text"
            " (put it in quotes)",
            id="number-for-slug",
        ),
        pytest.param(
            "relatedRoadmaps: botany",
            '2:18: WRONG_TYPE relatedRoadmaps: found the text "botany", expected a list'
            ' (write each entry on a line of its own, after "- ")',
            id="text-for-list",
        ),
        pytest.param(
            'order: "2"',
            '2:8: WRONG_TYPE order: found the text "2", expected a number'
            " (write a number without quotes, such as 2 or 0.5)",
            id="text-for-number",
        ),
        pytest.param(
            "dimensions: {width: true, height: 1}",
            "2:21: WRONG_TYPE dimensions.width: found true, expected a number"
            " (write a number without quotes, such as 2 or 0.5)",
            id="flag-for-number",
        ),
        pytest.param(
            f"order: 1{'0' * 400}",
            f"2:8: WRONG_VALUE order: found the number 1{'0' * 59}…, which is too large",
            id="integer-beyond-floats",
        ),
        pytest.param(
            "isNew: yes",
            '2:8: WRONG_TYPE isNew: found the text "yes", expected true or false'
            " (write true or false, without quotes)",
            id="text-for-flag",
        ),
        pytest.param(
            "hasTopics: 0",
            "2:12: WRONG_TYPE hasTopics: found the number 0, expected true or false"
            " (write true or false, without quotes)",
            id="number-for-flag",
        ),
        pytest.param(
            "schema: a",
            '2:9: WRONG_TYPE schema: found the text "a", expected a mapping'
            " (write its keys on lines of their own, indented)",
            id="text-for-mapping",
        ),
        pytest.param(
            "sponsors:\n- {title: A, url: /a, event: [a]}",
            "3:30: WRONG_TYPE sponsors[0].event: found a list, expected a mapping"
            " (write its keys on lines of their own, indented)",
            id="list-for-mapping",
        ),
        pytest.param(
            "sponsors:\n- Spades",
            '3:3: WRONG_TYPE sponsors[0]: found the text "Spades", expected a mapping'
            " (write its keys on lines of their own, indented)",
            id="text-for-sponsor",
        ),
        pytest.param(
            "schema: {datePublished: 2023}",
            "2:25: WRONG_TYPE schema.datePublished: found the number 2023, expected a date"
            ' (write it as "2023-01-31")',
            id="number-for-date",
        ),
        pytest.param(
            "schema: {dateModified: 2021-02-29}",
            '2:24: BAD_DATE schema.dateModified: found the text "2021-02-29", expected a date'
            " (February 2021 has 28 days)",
            id="no-such-day",
        ),
        pytest.param(
            "schema: {dateModified: 2021-13-01}",
            '2:24: BAD_DATE schema.dateModified: found the text "2021-13-01", expected a date'
            " (months are 01 to 12)",
            id="no-such-month",
        ),
        pytest.param(
            "schema: {dateModified: 0000-01-01}",
            '2:24: BAD_DATE schema.dateModified: found the text "0000-01-01", expected a date'
            " (years begin at 0001)",
            id="no-such-year",
        ),
        pytest.param(
            "schema: {dateModified: 2021-02-03T04:05:06Z}",
            '2:24: BAD_DATE schema.dateModified: found the text "2021-02-03T04:05:06Z",'
            ' expected a date (write the date alone: "2021-02-03")',
            id="timestamp",
        ),
        pytest.param(
            "schema: {dateModified: 2021-W01-1}",
            '2:24: BAD_DATE schema.dateModified: found the text "2021-W01-1", expected a date'
            ' (write it as "2023-01-31")',
            id="week",
        ),
        pytest.param(
            "sponsor: {title: A, url: /a, expiryDate: ''}",
            '2:42: BAD_DATE sponsor.expiryDate: found the text "", expected a date'
            " (remove the key where there is no date)",
            id="empty-date",
        ),
        pytest.param(
            "sitemap: {priority: 1, changefreq: montly}",
            '2:36: WRONG_VALUE sitemap.changefreq: found the text "montly", expected one of'
            " always, hourly, daily, weekly, monthly, yearly, never"
            ' (did you mean "monthly"?)',
            id="changefreq-misspelt",
        ),
        pytest.param(
            "sitemap: {priority: 1, changefreq: ''}",
            '2:36: WRONG_VALUE sitemap.changefreq: found the text "", expected one of'
            " always, hourly, daily, weekly, monthly, yearly, never",
            id="changefreq-empty",
        ),
    ],
)
def test_a_wrong_value_refuses_the_file_and_says_how_to_mend_it(
    written: str, expected: str
) -> None:
    assert problems(written) == [expected]
    assert read(f"---\n{written}\n---").roadmap is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param(
            "order: 1\ndimensions: {width: 1}",
            "3:1: INCOMPLETE dimensions: lacks height",
            id="height",
        ),
        pytest.param(
            "order: 1\ndimensions:\n  width: ~",
            "3:1: INCOMPLETE dimensions: lacks width and height",
            id="width-and-height",
        ),
        pytest.param(
            "order: 1\nsitemap: {priority: 1}",
            "3:1: INCOMPLETE sitemap: lacks changefreq",
            id="changefreq",
        ),
        pytest.param(
            "sitemap: {changefreq: daily}\norder: 1",
            "2:1: INCOMPLETE sitemap: lacks priority",
            id="priority",
        ),
        pytest.param(
            "sponsor: {title: A}\norder: 1", "2:1: INCOMPLETE sponsor: lacks url", id="url"
        ),
        pytest.param(
            "order: 1\nsponsors:\n- {}",
            "4:3: INCOMPLETE sponsors[0]: lacks title and url",
            id="empty-sponsor",
        ),
    ],
)
def test_an_incomplete_block_is_left_out_with_a_warning(written: str, expected: str) -> None:
    assert problems(written) == [f"{expected} (until it is complete it is not shown)"]
    found = read(f"---\n{written}\n---").roadmap
    assert found is not None
    assert replace(found, frontmatter="{}") == replace(STUB, order=1.0)
    assert json.loads(found.frontmatter).keys() != {"order"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("titel: A", [(2, 1, "titel", "title")], id="letters-swapped"),
        pytest.param("Title: A", [(2, 1, "Title", "title")], id="letter-case"),
        pytest.param(
            "FEATUREDTITLE: A", [(2, 1, "FEATUREDTITLE", "featuredTitle")], id="all-capitals"
        ),
        pytest.param(
            "relatedRoadmap: [a]", [(2, 1, "relatedRoadmap", "relatedRoadmaps")], id="singular"
        ),
        pytest.param("seo:\n  keyword: [a]", [(3, 3, "seo.keyword", "keywords")], id="in-seo"),
        pytest.param(
            "schema: {headlines: a}", [(2, 10, "schema.headlines", "headline")], id="in-schema"
        ),
        pytest.param(
            "sponsor: {title: A, url: /a, event: {lable: a}}",
            [(2, 38, "sponsor.event.lable", "label")],
            id="in-the-event",
        ),
        pytest.param(
            "tag: [a]\nsponsors:\n- title: A\n  url: /a\n  imageURL: /b",
            [(2, 1, "tag", "tags"), (6, 3, "sponsors[0].imageURL", "imageUrl")],
            id="two-in-order",
        ),
    ],
)
def test_a_key_near_a_known_one_is_warned_of(
    written: str, expected: list[tuple[int, int, str, str]]
) -> None:
    assert problems(written) == [
        f'{line}:{column}: UNKNOWN_KEY the key "{key}" is unknown, and stays unread'
        f" (did you mean {meant}?)"
        for line, column, key, meant in expected
    ]


def test_keys_that_are_not_modelled_are_kept_in_silence() -> None:
    kept = {
        "isForkable": True,
        "renderer": "editor",
        "note": "",
        "partner": {"title": 1, "descriptio": 2},
        "courses": [{"titel": [None]}],
        "question": {"title": "A", "description": "B"},
        "relatedQuestions": [],
        "tnsBannerLink": None,
        "// tnsBannerLink": "a",
        "// titel": "a",
        "layout": "a",
        "permalink": "a",
        "seo": {"ogImageUrl": "a"},
        "somethingElse": 1.0,
    }
    frontmatter = json.dumps(kept, separators=(",", ":"))
    expected = replace(STUB, seo=Seo(None, None, ()), frontmatter=frontmatter)
    assert read(f"---\n{frontmatter}\n---") == Reading(expected, ())


def test_every_problem_is_reported_at_once_and_in_the_files_order() -> None:
    assert problems(
        "seo: {title: .inf}\n"
        "titel: A\n"
        "sponsor: {title: 1, url: 'javascript:a'}\n"
        "order: 1\n"
        "order: 2\n"
        "sitemap: {changefreq: *a}\n"
        "tags: [1, b, 2]"
    ) == [
        '2:14: WRONG_VALUE found ".inf", and JSON has no such number',
        '3:1: UNKNOWN_KEY the key "titel" is unknown, and stays unread (did you mean title?)',
        "4:18: WRONG_TYPE sponsor.title: found the number 1, expected text (put it in quotes)",
        '4:26: UNSAFE_URL sponsor.url: found "javascript:a", which is not published'
        " (write https:// and the host, or a path of the site that begins with /)",
        '6:1: DUPLICATE_KEY the key "order" was given on line 5 already (keep one)',
        "7:1: INCOMPLETE sitemap: lacks priority (until it is complete it is not shown)",
        "7:23: ALIAS found the alias *a (write the value out)",
        "8:8: WRONG_TYPE tags[0]: found the number 1, expected text (put it in quotes)",
        "8:14: WRONG_TYPE tags[2]: found the number 2, expected text (put it in quotes)",
    ]


def test_a_file_that_cannot_be_read_is_one_problem() -> None:
    reading = read(b"---\ntitle: \xff\n---")
    assert reading.roadmap is None
    assert [str(problem) for problem in reading.problems] == [
        "content/gardening/gardening.md:2:8: NOT_UTF8 found the byte 0xff, which is not UTF-8"
        " (save the file as UTF-8)"
    ]


@pytest.mark.parametrize("slug", ["a", "9", "ai-data-scientist", "a" * 100, "2d-games-2"])
def test_slugs(slug: str) -> None:
    assert SLUG.fullmatch(slug)


@pytest.mark.parametrize(
    "slug", ["", "A", "a_b", "-a", "a-", "a--b", "a b", "a\n", "é", "a/b", "..", "a.md", "a" * 101]
)
def test_not_slugs(slug: str) -> None:
    assert not SLUG.fullmatch(slug)
    assert not SLUG.match(slug)
