"""What a roadmap might recommend, and why, on each database."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import seed_into, write_files
from tests.plan.content import file
from tests.postgresql.api import Api, open_api
from tests.search.conftest import database_of, kind, server

__all__ = ["kind", "server"]
ROADMAPS: dict[str, Any] = {
    "oak": {
        "tags": ["rare", "at-most", "common"],
        "seo": {"keywords": ["leaf", "bark", "leaf"]},
        "relatedRoadmaps": ["ash", "oak", "fir", "beeech", "beeech"],
    },
    "ash": {"tags": ["rare"], "seo": {"keywords": ["leaf", "bark"]}, "relatedRoadmaps": ["oak"]},
    "beech": {},
    "elm": {"tags": ["rare"], "relatedRoadmaps": ["oak", "oak", "fir"]},
    "fir": {"seo": {"keywords": ["cone"]}},
    "yew": {"seo": {"keywords": ["bark", "Leaf"]}},
    **{f"at-most-{i:02}": {"tags": ["at-most"]} for i in range(49)},
    **{f"common-{i:02}": {"tags": ["common"]} for i in range(50)},
}
ASKED = "score roadmap { slug } why { basis count }"


@pytest.fixture(scope="module")
def api(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp(kind)
    with database_of(kind, folder, request) as settings:
        files = {f"{slug}.md": file(found) for slug, found in ROADMAPS.items()}
        seed_into(settings, write_files(folder / "content", files))
        with open_api(settings) as api:
            yield api


def suggested(api: Api, slug: str, first: str = "") -> list[tuple[str, float, dict[str, int]]]:
    """Slugs with their scores and reasons."""
    text = f'{{ roadmap(slug: "{slug}") {{ suggestedRelations{first} {{ {ASKED} }} }} }}'
    return [
        (
            each["roadmap"]["slug"],
            each["score"],
            {reason["basis"]: reason["count"] for reason in each["why"]},
        )
        for each in api.data(text)["roadmap"]["suggestedRelations"]
    ]


def test_the_likeliest_come_first_with_their_reasons(api: Api) -> None:
    assert suggested(api, "oak", "(first: 4)") == [
        ("beech", 5, {"MISSPELT_RELATION": 1}),
        ("elm", 2.16, {"BACKLINK": 1, "SHARED_RELATIONS": 2, "SHARED_TAGS": 1}),
        ("yew", 0.33, {"SHARED_KEYWORDS": 1}),
        ("at-most-00", 0.02, {"SHARED_TAGS": 1}),
    ]


def test_what_too_many_have_in_common_does_not_count(api: Api) -> None:
    slugs = [slug for slug, _, _ in suggested(api, "oak", "(first: 100)")]
    assert slugs == ["beech", "elm", "yew", *(f"at-most-{i:02}" for i in range(49))]


def test_there_are_ten_if_nobody_says(api: Api) -> None:
    assert len(suggested(api, "oak")) == len(suggested(api, "oak", "(first: null)")) == 10


def test_a_roadmap_that_nothing_ties_to_others_has_none(api: Api) -> None:
    assert suggested(api, "beech") == []


@pytest.mark.parametrize("first", [-1, 101])
def test_a_number_out_of_bounds_is_told(api: Api, first: int) -> None:
    text = f'{{ roadmap(slug: "oak") {{ suggestedRelations(first: {first}) {{ score }} }} }}'
    outcome, answer = api.ask(text)
    told = f"suggestedRelations: first is {first}; it may be 0 to 100"
    assert (outcome, answer["errors"][0]["message"]) == ("REFUSED", told)
