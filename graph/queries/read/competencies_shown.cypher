// Competencies as a list shows them.
// params: ids
// rows: id, label, kind, retired
MATCH (c:Competency)
WHERE c.id IN $ids AND c.stub IS NULL
RETURN c.id AS id, c.label AS label, c.kind AS kind, c.retired AS retired
ORDER BY id
LIMIT 1000
