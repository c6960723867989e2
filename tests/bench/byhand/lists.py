"""The statements for queries that begin at a list."""

WIDE = """
SELECT '{"data":{"roadmaps":{"nodes":[' || coalesce(group_concat(t), '') || ']}}}' FROM (
  SELECT '{"slug":' || json_quote(r.slug) || ',"title":' || json_quote(r.title)
    || ',"tags":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"name":' || json_quote(t.name) || '}' AS t
         FROM roadmap_tag p JOIN tag t ON t.id = p.tag_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || '],"keywords":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"text":' || json_quote(k.text) || '}' AS t
         FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || '],"sponsor":' || coalesce((
         SELECT '{"title":' || json_quote(s.title) || ',"url":' || json_quote(s.url) || '}'
         FROM placement s
         WHERE s.roadmap_id = r.id AND s.position = 0 AND s.withdrawn_at IS NULL), 'null')
    || '}' AS t
  FROM roadmap r WHERE r.retired_at IS NULL AND (r.order_key, r.slug) > (?, ?)
  ORDER BY r.order_key, r.slug LIMIT 50 OFFSET 0)
"""

TAG = """
SELECT '{"data":{"tag":' || coalesce((
  SELECT '{"name":' || json_quote(g.name) || ',"roadmaps":{"nodes":[' || coalesce((
    SELECT group_concat('{"slug":' || json_quote(slug) || ',"title":' || json_quote(title)
      || ',"keywords":[' || coalesce((SELECT group_concat(t) FROM (
           SELECT '{"text":' || json_quote(k.text) || '}' AS t
           FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
           WHERE p.roadmap_id = o.id AND p.is_repeat = 0 ORDER BY p.position)), '')
      || ']}')
    FROM (
      SELECT * FROM (SELECT r.id, r.slug, r.title FROM roadmap r
        WHERE g.roadmap_count > 1000 AND r.retired_at IS NULL AND EXISTS (
          SELECT 1 FROM roadmap_tag p
          WHERE p.tag_id = g.id AND p.is_repeat = 0 AND p.roadmap_id = r.id)
        ORDER BY r.order_key, r.slug LIMIT 30 OFFSET 0)
      UNION ALL
      SELECT * FROM (SELECT r.id, r.slug, r.title
        FROM roadmap_tag p JOIN roadmap r ON r.id = p.roadmap_id
        WHERE g.roadmap_count <= 1000 AND p.tag_id = g.id AND p.is_repeat = 0
        ORDER BY r.order_key, r.slug LIMIT 30 OFFSET 0)) o), '') || ']}}'
  FROM tag g WHERE g.name = ?), 'null') || '}}'
"""

PAGE = """
SELECT '{"data":{"roadmaps":{"totalCount":'
  || (SELECT count(*) FROM roadmap WHERE retired_at IS NULL)
  || ',"edges":[' || coalesce(group_concat('{"cursor":"' || cursor || '","node":{"slug":'
            || json_quote(slug) || ',"title":' || json_quote(title)
            || ',"order":' || json_quote("order") || '}}') FILTER (WHERE n <= 20), '')
  || '],"pageInfo":{"hasNextPage":' || iif(count(*) > 20, 'true', 'false')
  || ',"hasPreviousPage":' || iif(EXISTS (SELECT 1 FROM roadmap WHERE retired_at IS NULL
            AND (order_key, slug) <= (?1, ?2)), 'true', 'false')
  || ',"startCursor":' || json_quote(max(cursor) FILTER (WHERE n = 1))
  || ',"endCursor":' || json_quote(max(cursor) FILTER (WHERE n = min(20, total))) || '}}}}'
FROM (SELECT slug, title, "order", row_number() OVER () AS n, count(*) OVER () AS total,
    lower(hex('["Roadmap",' || json_quote(nullif(order_key, 9e999)) || ','
              || json_quote(slug) || ']')) AS cursor
  FROM (SELECT slug, title, "order", order_key
    FROM roadmap WHERE retired_at IS NULL AND (order_key, slug) > (?1, ?2)
    ORDER BY order_key, slug LIMIT 21 OFFSET 0))
"""

BACKWARDS = """
SELECT '{"data":{"roadmaps":{"edges":['
  || coalesce(group_concat('{"cursor":"' || cursor || '","node":{"slug":' || json_quote(slug)
       || ',"featuredTitle":' || json_quote(featured_title)
       || ',"keywords":[' || coalesce((SELECT group_concat(t) FROM (
            SELECT '{"text":' || json_quote(k.text) || '}' AS t
            FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
            WHERE p.roadmap_id = o.id AND p.is_repeat = 0 ORDER BY p.position)), '')
       || ']}}') FILTER (WHERE n <= 20), '')
  || '],"pageInfo":{"hasNextPage":' || iif(EXISTS (SELECT 1 FROM roadmap WHERE retired_at IS NULL
            AND (order_key, slug) >= (?1, ?2)), 'true', 'false')
  || ',"hasPreviousPage":' || iif(count(*) > 20, 'true', 'false')
  || ',"startCursor":' || json_quote(max(cursor) FILTER (WHERE n = min(20, total)))
  || ',"endCursor":' || json_quote(max(cursor) FILTER (WHERE n = 1)) || '}}}}'
FROM (SELECT id, slug, featured_title, n, total,
    lower(hex('["Roadmap",' || json_quote(nullif(order_key, 9e999)) || ','
              || json_quote(slug) || ']')) AS cursor
  FROM (SELECT *, row_number() OVER () AS n, count(*) OVER () AS total
    FROM (SELECT id, slug, featured_title, order_key
      FROM roadmap WHERE retired_at IS NULL AND (order_key, slug) < (?1, ?2)
      ORDER BY order_key DESC, slug DESC LIMIT 21 OFFSET 0))
  ORDER BY n DESC LIMIT 21 OFFSET 0) o
"""

KEYWORDS = """
SELECT '{"data":{"keywords":{"totalCount":' || (SELECT count(*) FROM keyword)
  || ',"nodes":[' || coalesce(group_concat('{"text":' || json_quote(text) || ',"roadmapCount":'
            || roadmap_count || '}') FILTER (WHERE n <= 25), '')
  || '],"pageInfo":{"hasNextPage":' || iif(count(*) > 25, 'true', 'false')
  || ',"endCursor":' || json_quote(lower(hex('["Keyword",' || json_quote(
       max(text) FILTER (WHERE n <= 25)) || ']'))) || '}}}}'
FROM (SELECT text, roadmap_count, row_number() OVER () AS n
  FROM (SELECT text, roadmap_count FROM keyword WHERE text > ? ORDER BY text LIMIT 26 OFFSET 0))
"""

SPONSORS = """
SELECT '{"data":{"placements":{"nodes":[' || coalesce(group_concat(t), '') || ']}}}' FROM (
  SELECT '{"title":' || json_quote(p.title) || ',"expiryDate":' || json_quote(p.expiry_date)
    || ',"isActive":' || iif((p.expires_at IS NULL OR p.expires_at > ?2)
         AND (p.withdrawn_at IS NULL OR p.withdrawn_at > ?2), 'true', 'false')
    || ',"event":' || iif(p.has_event, '{"category":' || json_quote(p.event_category)
         || ',"action":' || json_quote(p.event_action)
         || ',"label":' || json_quote(p.event_label) || '}', 'null')
    || ',"sponsor":{"title":' || json_quote(s.title) || ',"url":' || json_quote(s.url)
    || '},"roadmap":{"slug":' || json_quote(r.slug) || ',"title":' || json_quote(r.title)
    || '}}' AS t
  FROM placement p JOIN sponsor s ON s.id = p.sponsor_id JOIN roadmap r ON r.id = p.roadmap_id
  WHERE p.id > ?1 ORDER BY p.id LIMIT 20 OFFSET 0)
"""
