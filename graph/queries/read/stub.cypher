// What is left of a thing that the current edition has not; none where the id is in use, or was never.
// params: id
// rows: kind, properties, replaced_by
MATCH (n:ProficiencyScale|ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel)
WHERE n.id = $id AND n.stub = true
OPTIONAL MATCH (n)-[:REPLACED_BY]->(m)
RETURN labels(n)[0] AS kind, properties(n) AS properties, m.id AS replaced_by
ORDER BY kind
LIMIT 8
