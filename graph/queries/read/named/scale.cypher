// The proficiency scales that a name may mean: by id, or by a preferred label of any language.
// params: id, name
// rows: id, label, retired
MATCH (n:ProficiencyScale)
WHERE (n.id = $id OR $name IN n.names) AND n.stub IS NULL
RETURN n.id AS id, n.label AS label, n.retired AS retired
ORDER BY id
LIMIT 1000
