"""Records -> tables: all the changes of a run, inside the caller's one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)

from graph import tables
from graph.plan.text import is_false
from graph.tables import Base, rows_of
from graph.tables.fold import folded
from seed.changes import Accepted, Changes
from seed.documents import texts_of
from seed.insert import insert_rows
from seed.issues import store_issues
from seed.placements import store_placements, withdraw_from
from seed.rows import (
    RELATION_COLUMNS,
    Row,
    label_rows,
    relation_rows,
    roadmap_row,
)
from seed.search import index, index_anew
from seed.state import State
from seed.suggest import suggestions

ROADMAP = tables.Roadmap
RELATION = tables.RoadmapRelation
CHILDREN: Sequence[type[Base]] = (
    tables.RoadmapTag,
    tables.RoadmapKeyword,
    tables.RoadmapRelation,
    tables.RoadmapIssue,
)
"""What belongs to a version of a roadmap and goes with it."""
LABELS = (
    (tables.Tag, "name", tables.RoadmapTag, "tag_id"),
    (tables.Keyword, "text", tables.RoadmapKeyword, "keyword_id"),
)


def store(connection: Connection, changes: Changes, state: State, now: datetime) -> None:
    """Write the changes as a new revision. The state must still be the database's."""
    revision = (state.revision or 0) + 1
    _insert(connection, tables.ContentRevision, [{"id": revision, "seeded_at": now}])
    ids = _ids(changes, state)
    live = {slug: ids[slug] for slug in changes.live(state)}
    known = [ids[a.roadmap.slug] for a in changes.accepted if a.roadmap.slug in state.roadmaps]
    retired = [ids[slug] for slug in changes.retired]
    _clear(connection, [*known, *retired])
    _store_roadmaps(connection, changes.accepted, ids, set(known), revision)
    _retire(connection, retired, revision, now)
    _store_labels(connection, changes.accepted, ids)
    _store_relations(connection, changes.accepted, ids, live)
    _resolve(connection, {slug: live[slug] for slug in changes.added}, retired)
    _suggest(connection, live)
    store_issues(connection, [(ids[a.roadmap.slug], a.problems) for a in changes.accepted])
    store_placements(connection, [(ids[a.roadmap.slug], a.roadmap) for a in changes.accepted], now)
    withdraw_from(connection, retired, now)
    if state.roadmaps:  # new rows are written with the counts that only new ones make
        _count(connection)
    if known or retired:
        _drop_unused_labels(connection)
    if state.is_indexed:
        searched = ((ids[a.roadmap.slug], texts_of(a.roadmap), a.words) for a in changes.accepted)
        index(connection, [*known, *retired], searched)
    else:
        index_anew(connection)


def _ids(changes: Changes, state: State) -> dict[str, int]:
    """The row numbers of all roadmaps, new ones included."""
    ids = {slug: stored.id for slug, stored in state.roadmaps.items()}
    new = [slug for slug in changes.added if slug not in ids]
    return ids | {slug: i for i, slug in enumerate(new, max(ids.values(), default=0) + 1)}


def _clear(connection: Connection, roadmap_ids: Sequence[int]) -> None:
    """Remove what belongs to versions that are replaced or gone."""
    for child in CHILDREN if roadmap_ids else ():
        statement = delete(rows_of(child)).where(rows_of(child).c.roadmap_id == bindparam("gone"))
        connection.execute(statement, [{"gone": roadmap_id} for roadmap_id in roadmap_ids])


def _store_roadmaps(
    connection: Connection,
    accepted: Sequence[Accepted],
    ids: Mapping[str, int],
    known: set[int],
    revision: int,
) -> None:
    related_by = Counter(
        slug for a in accepted for slug in {relation.slug for relation in a.roadmap.relations}
    )
    rows = [
        {
            "id": ids[a.roadmap.slug],
            "revision_id": revision,
            **roadmap_row(a, related_by[a.roadmap.slug]),
        }
        for a in accepted
    ]
    documents = [
        {"roadmap_id": ids[a.roadmap.slug], "document": a.roadmap.frontmatter} for a in accepted
    ]
    _insert(connection, ROADMAP, [row for row in rows if row["id"] not in known])
    _update(connection, ROADMAP, "id", [row for row in rows if row["id"] in known])
    of = "roadmap_id"
    _insert(connection, tables.Frontmatter, [row for row in documents if row[of] not in known])
    _update(connection, tables.Frontmatter, of, [row for row in documents if row[of] in known])


def _retire(connection: Connection, retired: Sequence[int], revision: int, now: datetime) -> None:
    left = {"retired_at": now, "revision_id": revision, "keyword_count": 0}
    rows = [{"id": gone, **left} for gone in retired]
    _update(connection, ROADMAP, "id", rows)


def _store_labels(
    connection: Connection, accepted: Sequence[Accepted], ids: Mapping[str, int]
) -> None:
    for label, column, place, place_column in LABELS:
        lists = [(ids[a.roadmap.slug], _labels(a, label)) for a in accepted]
        roadmaps = Counter(text for _, listed in lists for text in dict.fromkeys(listed))
        label_ids = _label_ids(connection, label, column, roadmaps)
        rows = [
            row for roadmap_id, listed in lists for row in label_rows(roadmap_id, listed, label_ids)
        ]
        columns = ("roadmap_id", "position", place_column, "is_repeat")
        insert_rows(connection, place, columns, rows)


def _labels(accepted: Accepted, label: type[Base]) -> Sequence[str]:
    if label is tables.Tag:
        return accepted.roadmap.tags
    return accepted.roadmap.seo.keywords if accepted.roadmap.seo else ()


def _label_ids(
    connection: Connection, label: type[Base], column: str, roadmaps: Mapping[str, int]
) -> dict[str, int]:
    """The row numbers of texts; those not known yet are added, with so many roadmaps."""
    own = rows_of(label).c
    ids: dict[str, int] = dict(connection.execute(select(own[column], own.id)).all())
    missing = [text for text in roadmaps if text not in ids]
    new = {text: i for i, text in enumerate(missing, max(ids.values(), default=0) + 1)}
    columns = ("id", column, f"{column}_folded", "roadmap_count")
    rows = [(i, text, folded(text), roadmaps[text]) for text, i in new.items()]
    insert_rows(connection, label, columns, rows)
    return ids | new


def _store_relations(
    connection: Connection,
    accepted: Sequence[Accepted],
    ids: Mapping[str, int],
    live: Mapping[str, int],
) -> None:
    rows = [row for a in accepted for row in relation_rows(ids[a.roadmap.slug], a.roadmap, live)]
    insert_rows(connection, RELATION, RELATION_COLUMNS, rows)


def _resolve(connection: Connection, added: Mapping[str, int], retired: Sequence[int]) -> None:
    """Tie waiting relations to the roadmaps that came, and open those whose target went."""
    table = rows_of(RELATION)
    is_waiting = table.c.target_id.is_(None)
    waiting = connection.execute(select(table.c.target_slug).where(is_waiting).distinct())
    found = [{"slug": slug, "found": added[slug]} for (slug,) in waiting if slug in added]
    if found:
        tied = update(table).where(table.c.target_slug == bindparam("slug"), is_waiting)
        connection.execute(tied.values(target_id=bindparam("found"), suggestion=None), found)
    if retired:
        pointing = update(table).where(table.c.target_id == bindparam("gone"))
        opened = pointing.values(target_id=None)
        connection.execute(opened, [{"gone": roadmap_id} for roadmap_id in retired])


def _suggest(connection: Connection, live: Mapping[str, int]) -> None:
    """Write the nearest slug for each unresolved relation, where it is another one now."""
    table = rows_of(RELATION)
    rows = connection.execute(
        select(table.c.target_slug, table.c.suggestion)
        .where(table.c.target_id.is_(None))
        .distinct()
    )
    stored = rows.all()  # a slug may be there twice: with its suggestion, and new without one
    nearest = suggestions((slug for slug, _ in stored), live)
    statement = update(table).where(
        table.c.target_slug == bindparam("slug"), table.c.target_id.is_(None)
    )
    changed = [
        {"slug": slug, "nearest": nearest[slug]}
        for slug, suggestion in stored
        if nearest[slug] != suggestion
    ]
    if changed:
        connection.execute(statement.values(suggestion=bindparam("nearest")), changed)


def _count(connection: Connection) -> None:
    """Bring the counts that rows keep up to date, and write only those that changed."""
    for label, _, place, place_column in LABELS:
        own, placed = rows_of(label), rows_of(place)
        once = (placed.c[place_column] == own.c.id, is_false(placed.c.is_repeat))
        _recount(connection, own.c.roadmap_count, placed, once)
    own, relation = rows_of(ROADMAP), rows_of(RELATION)
    pointing = (relation.c.target_id == own.c.id, is_false(relation.c.is_repeat))
    _recount(connection, own.c.related_by_count, relation, pointing)


def _recount(
    connection: Connection,
    kept: Column[int],
    counted: Table,
    conditions: Sequence[ColumnElement[bool]],
) -> None:
    count = select(func.count()).select_from(counted).where(*conditions).scalar_subquery()
    connection.execute(update(kept.table).where(kept != count).values({kept.name: count}))


def _drop_unused_labels(connection: Connection) -> None:
    """Tags and keywords live as long as a roadmap carries them."""
    for label, _, place, place_column in LABELS:
        own, placed = rows_of(label), rows_of(place)
        used = exists().where(placed.c[place_column] == own.c.id)
        connection.execute(delete(own).where(~used))


def _insert(connection: Connection, model: type[Base], rows: Sequence[Row]) -> None:
    if rows:
        insert_rows(connection, model, tuple(rows[0]), [tuple(row.values()) for row in rows])


def _update(connection: Connection, model: type[Base], key: str, rows: Sequence[Row]) -> None:
    """Set all other columns of the rows with that key."""
    if rows:
        table = rows_of(model)
        values: dict[str, Any] = {k: bindparam(f"new_{k}") for k in rows[0] if k != key}
        statement = update(table).where(table.c[key] == bindparam(f"new_{key}")).values(values)
        connection.execute(statement, [{f"new_{k}": v for k, v in row.items()} for row in rows])
