"""The statements for queries that look for something."""

from graph.schema.search import GAINS, PLACE

NARROWED = """
WITH found AS MATERIALIZED (
  SELECT r.id, r.slug, r.title, r.kind, r.has_schema, r.date_modified, r.related_by_count
  FROM roadmap r
  WHERE r.retired_at IS NULL AND r.date_modified >= ?2 AND instr(r.title_folded, ?3) > 0
    AND EXISTS (SELECT 1 FROM roadmap_tag p JOIN tag t ON t.id = p.tag_id
                WHERE p.roadmap_id = r.id AND p.is_repeat = 0 AND t.name = ?1)
)
SELECT '{"data":{"roadmaps":{"totalCount":' || (SELECT count(*) FROM found)
  || ',"nodes":[' || coalesce((SELECT group_concat(t) FROM (
       SELECT '{"slug":' || json_quote(slug) || ',"title":' || json_quote(title)
         || ',"kind":' || json_quote(kind) || ',"schema":' || iif(has_schema,
              '{"dateModified":' || json_quote(date_modified) || '}', 'null') || '}' AS t
       FROM found ORDER BY related_by_count DESC, title, slug LIMIT 20 OFFSET 0)), '')
  || '],"tags":[' || coalesce((SELECT group_concat(t) FROM (
       SELECT '{"value":' || json_quote(t.name) || ',"count":' || count(*) || '}' AS t
       FROM found f JOIN roadmap_tag p ON p.roadmap_id = f.id AND p.is_repeat = 0
       JOIN tag t ON t.id = p.tag_id
       GROUP BY t.id ORDER BY count(*) DESC, t.name LIMIT 100 OFFSET 0)), '')
  || '],"years":[' || coalesce((SELECT group_concat(t) FROM (
       SELECT '{"value":"' || year || '","count":' || count(*) || ',"filter":{"modified":{"gte":"'
         || year || '-01-01","lte":"' || year || '-12-31"}}}' AS t
       FROM (SELECT substr(date_modified, 1, 4) AS year FROM found)
       GROUP BY year ORDER BY count(*) DESC, year LIMIT 100 OFFSET 0)), '') || ']}}}'
"""

GAINED = "".join(
    f" + iif(instr(e.titles, ?{number}), {gain}, 0)"
    for number, gain in enumerate(GAINS.values(), start=4)
)

SEARCH = f"""
WITH weights AS (
  SELECT rowid >> 2 AS id, sum(1 << (rowid & 3)) AS weight FROM (
    SELECT rowid FROM search_document WHERE search_document MATCH ?1
    UNION ALL SELECT rowid FROM search_document WHERE search_document MATCH ?2)
  GROUP BY rowid >> 2
), hits AS MATERIALIZED (
  SELECT w.id, e.slug, w.weight * {PLACE}{GAINED} AS rank
  FROM weights w JOIN search_entry e ON e.roadmap_id = w.id
)
SELECT '{{"data":{{"search":{{"totalCount":' || total || ',"edges":[' || coalesce((
  SELECT group_concat(t) FROM (
    SELECT '{{"score":' || json_quote(rank / {PLACE}.0) || ',"snippet":' || json_quote(coalesce(
        search_snippet(?3, r.description, r.featured_description, r.seo_description,
          r.schema_description, r.title, r.featured_title, r.seo_title, r.schema_headline),
        search_snippet(?3, (SELECT group_concat(text, ', ') FROM (
          SELECT k.text FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
          WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)))))
      || ',"node":{{"slug":' || json_quote(r.slug) || ',"title":' || json_quote(r.title)
      || '}}}}' AS t
    FROM (SELECT * FROM hits ORDER BY rank DESC, slug LIMIT 10 OFFSET 0) h
    JOIN roadmap r ON r.id = h.id ORDER BY h.rank DESC, h.slug)), '')
  || '],"pageInfo":{{"hasNextPage":' || iif(total > 10, 'true', 'false') || '}}}}}}}}'
FROM (SELECT count(*) AS total FROM hits)
"""
