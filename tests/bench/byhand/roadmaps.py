"""The statements for queries that begin at one roadmap, or at some by id."""

SCALARS = """
SELECT '{"data":{"roadmap":' || coalesce((
  SELECT '{"slug":' || json_quote(slug) || ',"title":' || json_quote(title)
      || ',"description":' || json_quote(description) || ',"order":' || json_quote("order")
      || ',"hasTopics":' || iif(has_topics, 'true', 'false') || '}'
  FROM roadmap WHERE slug = ? AND retired_at IS NULL), 'null') || '}}'
"""

DEEP = """
SELECT '{"data":{"roadmap":' || coalesce((
  SELECT '{"slug":' || json_quote(r.slug) || ',"title":' || json_quote(r.title)
    || ',"description":' || json_quote(r.description)
    || ',"tags":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"name":' || json_quote(t.name) || '}' AS t
         FROM roadmap_tag p JOIN tag t ON t.id = p.tag_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || '],"keywords":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"text":' || json_quote(k.text) || '}' AS t
         FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || '],"sponsor":' || coalesce((
         SELECT '{"title":' || json_quote(s.title) || ',"url":' || json_quote(s.url)
           || ',"imageUrl":' || json_quote(s.image_url)
           || ',"expiryDate":' || json_quote(s.expiry_date)
           || ',"isActive":' || iif(s.expires_at IS NULL OR s.expires_at > ?2, 'true', 'false')
           || '}'
         FROM placement s
         WHERE s.roadmap_id = r.id AND s.position = 0 AND s.withdrawn_at IS NULL), 'null')
    || ',"relatedRoadmaps":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"slug":' || json_quote(o.slug) || ',"title":' || json_quote(o.title) || '}' AS t
         FROM roadmap_relation p JOIN roadmap o ON o.id = p.target_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || ']}'
  FROM roadmap r WHERE r.slug = ?1 AND r.retired_at IS NULL), 'null') || '}}'
"""

EVERYTHING = """
SELECT '{"data":{"roadmap":' || coalesce((
  SELECT '{"id":"' || lower(hex('Roadmap:' || r.slug)) || '","slug":' || json_quote(r.slug)
    || ',"kind":' || json_quote(r.kind)
    || ',"dimensions":' || iif(r.dimensions_width IS NULL, 'null',
         '{"width":' || json_quote(r.dimensions_width)
         || ',"height":' || json_quote(r.dimensions_height) || '}')
    || ',"schema":' || iif(r.has_schema,
         '{"headline":' || json_quote(r.schema_headline)
         || ',"imageUrl":' || json_quote(r.schema_image_url)
         || ',"datePublished":' || json_quote(r.date_published)
         || ',"dateModified":' || json_quote(r.date_modified) || '}', 'null')
    || ',"seo":' || iif(r.has_seo,
         '{"title":' || json_quote(r.seo_title)
         || ',"description":' || json_quote(r.seo_description)
         || ',"keywords":[' || coalesce((SELECT group_concat(t) FROM (
              SELECT json_quote(k.text) AS t
              FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
              WHERE p.roadmap_id = r.id ORDER BY p.position)), '') || ']}', 'null')
    || ',"sitemap":' || iif(r.sitemap_priority IS NULL, 'null',
         '{"priority":' || json_quote(r.sitemap_priority)
         || ',"changefreq":' || json_quote(upper(r.sitemap_changefreq)) || '}')
    || ',"relations":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"position":' || p.position || ',"slug":' || json_quote(p.target_slug)
           || ',"isResolved":' || iif(p.target_id IS NULL, 'false', 'true')
           || ',"suggestion":' || json_quote(p.suggestion)
           || ',"roadmap":' || coalesce('{"title":' || nullif(json_quote(o.title), 'null')
              || '}', 'null') || '}' AS t
         FROM roadmap_relation p LEFT JOIN roadmap o ON o.id = p.target_id
         WHERE p.roadmap_id = r.id ORDER BY p.position)), '')
    || '],"source":{"path":' || json_quote(r.source_path)
    || ',"sha256":' || json_quote(r.source_sha256)
    || ',"seededAt":' || json_quote(replace(v.seeded_at, '.000000Z', 'Z'))
    || ',"revision":' || v.id || '},"frontmatter":' || f.document || '}'
  FROM roadmap r
  JOIN frontmatter f ON f.roadmap_id = r.id
  JOIN content_revision v ON v.id = r.revision_id
  WHERE r.slug = ? AND r.retired_at IS NULL), 'null') || '}}'
"""

RELATED = """
SELECT '{"data":{"roadmap":' || coalesce((
  SELECT '{"slug":' || json_quote(a.slug)
    || ',"relatedRoadmaps":[' || coalesce((SELECT group_concat(t) FROM (
      SELECT '{"slug":' || json_quote(b.slug) || ',"title":' || json_quote(b.title)
        || ',"relatedRoadmaps":[' || coalesce((SELECT group_concat(t) FROM (
          SELECT '{"slug":' || json_quote(c.slug) || ',"title":' || json_quote(c.title)
            || ',"relatedRoadmaps":[' || coalesce((SELECT group_concat(t) FROM (
              SELECT '{"slug":' || json_quote(d.slug) || ',"title":' || json_quote(d.title)
                || '}' AS t
              FROM roadmap_relation p JOIN roadmap d ON d.id = p.target_id
              WHERE p.roadmap_id = c.id AND p.is_repeat = 0 ORDER BY p.position)), '')
            || ']}' AS t
          FROM roadmap_relation p JOIN roadmap c ON c.id = p.target_id
          WHERE p.roadmap_id = b.id AND p.is_repeat = 0 ORDER BY p.position)), '')
        || ']}' AS t
      FROM roadmap_relation p JOIN roadmap b ON b.id = p.target_id
      WHERE p.roadmap_id = a.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || ']}'
  FROM roadmap a WHERE a.slug = ? AND a.retired_at IS NULL), 'null') || '}}'
"""

BACKLINKS = """
SELECT '{"data":{"roadmap":' || coalesce((
  SELECT '{"slug":' || json_quote(r.slug) || ',"relatedBy":' || (
    SELECT '{"totalCount":' || (SELECT count(*) FROM roadmap_relation p
                                WHERE p.target_id = r.id AND p.is_repeat = 0)
      || ',"edges":[' || coalesce(group_concat('{"cursor":"' || cursor || '","node":{"slug":'
                  || json_quote(slug) || ',"title":' || json_quote(title) || '}}')
                  FILTER (WHERE n <= 10), '')
      || '],"pageInfo":{"hasNextPage":' || iif(count(*) > 10, 'true', 'false')
      || ',"hasPreviousPage":false,"startCursor":'
      || json_quote(max(cursor) FILTER (WHERE n = 1))
      || ',"endCursor":' || json_quote(max(cursor) FILTER (WHERE n = min(10, total))) || '}}'
    FROM (SELECT slug, title, row_number() OVER () AS n, count(*) OVER () AS total,
        lower(hex('["Roadmap",' || json_quote(nullif(order_key, 9e999)) || ','
                  || json_quote(slug) || ']')) AS cursor
      FROM (SELECT o.slug, o.title, o.order_key
        FROM roadmap_relation p JOIN roadmap o ON o.id = p.roadmap_id
        WHERE p.target_id = r.id AND p.is_repeat = 0
        ORDER BY o.order_key, o.slug LIMIT 11 OFFSET 0))) || '}'
  FROM roadmap r WHERE r.slug = ? AND r.retired_at IS NULL), 'null') || '}}'
"""

ALIASES = """
SELECT '{"data":{"one":' || coalesce((
  SELECT '{"slug":' || json_quote(r.slug) || ',"title":' || json_quote(r.title)
    || ',"labels":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"name":' || json_quote(t.name) || '}' AS t
         FROM roadmap_tag p JOIN tag t ON t.id = p.tag_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || '],"words":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"text":' || json_quote(k.text) || '}' AS t
         FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '') || ']}'
  FROM roadmap r WHERE r.slug = ? AND r.retired_at IS NULL), 'null') || ',"two":' || coalesce((
  SELECT '{"slug":' || json_quote(r.slug) || ',"title":' || json_quote(r.title)
    || ',"labels":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"name":' || json_quote(t.name) || '}' AS t
         FROM roadmap_tag p JOIN tag t ON t.id = p.tag_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || '],"words":[' || coalesce((SELECT group_concat(t) FROM (
         SELECT '{"text":' || json_quote(k.text) || '}' AS t
         FROM roadmap_keyword p JOIN keyword k ON k.id = p.keyword_id
         WHERE p.roadmap_id = r.id AND p.is_repeat = 0 ORDER BY p.position)), '')
    || '],"order":' || json_quote(r."order") || '}'
  FROM roadmap r WHERE r.slug = ? AND r.retired_at IS NULL), 'null') || ',"tag":' || coalesce((
  SELECT '{"name":' || json_quote(name) || ',"count":' || roadmap_count || '}'
  FROM tag WHERE name = ?), 'null') || ',"keyword":' || coalesce((
  SELECT '{"text":' || json_quote(text) || ',"count":' || roadmap_count || '}'
  FROM keyword WHERE text = ?), 'null') || '}}'
"""

NODES = """
SELECT '{"data":{"nodes":[' || coalesce(group_concat(coalesce(CASE substr(value, 1, 1)
  WHEN 'R' THEN (SELECT '{"__typename":"Roadmap","id":"' || lower(hex('Roadmap:' || slug))
      || '","slug":' || json_quote(slug) || ',"title":' || json_quote(title) || '}'
    FROM roadmap WHERE slug = substr(value, 9) AND retired_at IS NULL)
  WHEN 'T' THEN (SELECT '{"__typename":"Tag","id":"' || lower(hex('Tag:' || name))
      || '","name":' || json_quote(name) || '}'
    FROM tag WHERE name = substr(value, 5))
  WHEN 'K' THEN (SELECT '{"__typename":"Keyword","id":"' || lower(hex('Keyword:' || text))
      || '","text":' || json_quote(text) || '}'
    FROM keyword WHERE text = substr(value, 9))
  END, 'null')), '') || ']}}' FROM json_each(?)
"""
