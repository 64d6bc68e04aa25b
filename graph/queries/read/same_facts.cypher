// What these competencies may count as: their equivalents and replacements, one step in either direction.
// params: ids
// rows: id
MATCH (c:Competency)-[:EQUIVALENT|REPLACED_BY]-(d:Competency)
WHERE c.id IN $ids AND d.stub IS NULL AND NOT d.id IN $ids
RETURN DISTINCT d.id AS id
ORDER BY id
LIMIT 10000
