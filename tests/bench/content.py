"""Makes roadmap files shaped like real ones: the same from the same seed, none of them copied."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from tests.bench.words import COMPANIES, KEYWORDS, LEVELS, ROLES, TECHNOLOGIES

RELATIONS = 7
"""Entries of relatedRoadmaps in each file."""
DANGLING = 0.06
"""Of those entries, the share that names no roadmap."""
SPONSORED = 0.3


def seeded(seed: int | str) -> Random:
    """Chance that falls the same way in every run."""
    return Random(seed)  # noqa: S311  nothing is secret here


def slugs_of(count: int) -> list[str]:
    """That many distinct slugs, mixed so that neighbours in order have little in common."""
    combined = [
        f"{tech}-{role}-{level}" for level in LEVELS for role in ROLES for tech in TECHNOLOGIES
    ]
    seeded(1).shuffle(combined)
    rounds = range(1 + count // len(combined))
    numbered = (f"{slug}-{i}" if i else slug for i in rounds for slug in combined)
    return [slug for slug, _ in zip(numbered, range(count), strict=False)]


def roadmap_texts(count: int) -> Iterator[tuple[str, str]]:
    """(slug, text of the file) of each."""
    slugs = slugs_of(count)
    random = seeded(2)
    for number, slug in enumerate(slugs):
        yield slug, f"---\n{_frontmatter(number, slug, slugs, random)}---\n\n# {_title(slug)}\n"


def write_roadmaps(folder: Path, count: int) -> None:
    """Each as `<slug>/<slug>.md` in the folder."""
    for slug, text in roadmap_texts(count):
        place = folder / slug
        place.mkdir(parents=True)
        (place / f"{slug}.md").write_text(text, encoding="utf-8")


def frontmatter_of(text: str) -> str:
    """What stands between the two lines."""
    return text.split("---\n", 2)[1]


def _frontmatter(number: int, slug: str, slugs: Sequence[str], random: Random) -> str:
    title = _title(slug)
    quote = random.choice(("'", '"'))
    date = f"{quote}202{random.randint(1, 4)}-0{random.randint(1, 9)}-{random.randint(10, 28)}"
    order = "" if random.random() < 0.1 else f"order: {random.choice((number % 500, 1.5))}\n"
    return (
        f"jsonUrl: '/jsons/roadmaps/{slug}.json'\n"
        f"pdfUrl: '/pdfs/roadmaps/{slug}.pdf'\n"
        f"{order}"
        f"briefTitle: '{title}'\n"
        f"briefDescription: 'Step by step guide to {title} in 2023'\n"
        f"title: '{title} Roadmap'\n"
        f"description: 'Step by step guide to becoming good at {title}, in 2023 and after'\n"
        f"hasTopics: {random.choice(('true', 'false'))}\n"
        f"isNew: {random.choice(('true', 'false'))}\n"
        f"dimensions:\n  width: 968\n  height: {random.randint(900, 3000)}.{random.randint(1, 9)}\n"
        f"{_sponsor(title, random) if random.random() < SPONSORED else ''}"
        "schema:\n"
        f"  headline: '{title} Roadmap'\n"
        f"  description: 'Learn {title} with this interactive step by step guide in 2023. We also "
        "have resources and short descriptions attached to the roadmap items so you can get "
        "everything you want to learn in one place.'\n"
        f"  imageUrl: 'https://roadmaps.example/{slug}.png'\n"
        f"  datePublished: {date}{quote}\n"
        f"  dateModified: {date}{quote}\n"
        "seo:\n"
        f"  title: '{title} Roadmap: learn it step by step'\n"
        f"  description: 'Learn {title} using this roadmap. Community driven, articles, resources, "
        "guides, interview questions, quizzes for modern development.'\n"
        f"  keywords:\n{_entries(_keywords(slug, random))}"
        f"relatedRoadmaps:\n{_entries(_related(slugs, random))}"
        "sitemap:\n  priority: 1\n  changefreq: 'monthly'\n"
        f"tags:\n{_entries(_tags(number))}"
    )


def _title(slug: str) -> str:
    return slug.replace("-", " ").title()


def _entries(texts: Sequence[str]) -> str:
    return "".join(f"    - '{text}'\n" for text in texts)


def _keywords(slug: str, random: Random) -> list[str]:
    """24, of which one or two stand there again."""
    tech = next(name for name in sorted(TECHNOLOGIES, key=len)[::-1] if slug.startswith(f"{name}-"))
    role = next(name for name in sorted(ROLES, key=len)[::-1] if f"-{name}-" in slug)
    level = next(name for name in LEVELS if f"-{name}" in slug)
    distinct = random.sample(KEYWORDS, 23)
    texts = [form.format(tech=tech, role=role, level=level) for form in distinct]
    return [*texts, random.choice(texts)]


def _related(slugs: Sequence[str], random: Random) -> list[str]:
    """Half of them to the first roadmaps, which so become what many point at."""
    popular = slugs[: max(20, len(slugs) // 50)]
    chosen = [random.choice(popular if i % 2 else slugs) for i in range(RELATIONS)]
    return [f"{slug}x" if random.random() < DANGLING else slug for slug in chosen]


def _tags(number: int) -> list[str]:
    kind = "role-roadmap" if number % 2 else "skill-roadmap"
    return ["roadmap", "main-sitemap", kind]


def _sponsor(title: str, random: Random) -> str:
    company = random.choice(COMPANIES)
    expiry = f"  expiryDate: '20{random.randint(22, 60)}-0{random.randint(1, 9)}-15'\n"
    return (
        "sponsor:\n"
        f"  url: 'https://{company.lower()}.example/roadmap?utm_medium=paid&utm_source=roadmaps'\n"
        f"  title: 'Build it with {company}'\n"
        f"  imageUrl: 'https://{company.lower()}.example/banner.jpg'\n"
        f"  description: 'What {company} sells makes your work a little easier every day.'\n"
        f"{expiry if random.random() < 0.8 else ''}"
        "  event:\n    category: 'SponsorClick'\n"
        f"    action: '{company} Redirect'\n    label: '{title} / {company} Link'\n"
    )
