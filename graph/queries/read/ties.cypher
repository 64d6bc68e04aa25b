// What these competencies have to do with others, one hop in either direction.
// params: ids
// rows: source, type, target, at_level, group, level
MATCH (c:Competency)-[r:BROADER|RELATED|EQUIVALENT|REQUIRES|REPLACED_BY]-(d:Competency)
WHERE c.id IN $ids AND c.stub IS NULL AND d.stub IS NULL
RETURN DISTINCT startNode(r).id AS source, type(r) AS type, endNode(r).id AS target,
       r.atLevel AS at_level, r.group AS group, r.level AS level
ORDER BY source, type, target, at_level, group, level
LIMIT 5001
