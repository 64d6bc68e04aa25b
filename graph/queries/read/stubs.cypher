// What former editions had and the current one has not.
// params: none
// rows: kind, properties, replaced_by
// seconds: 60
MATCH (n:ProficiencyScale|ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel)
WHERE n.stub = true
OPTIONAL MATCH (n)-[:REPLACED_BY]->(m)
RETURN labels(n)[0] AS kind, properties(n) AS properties, m.id AS replaced_by
ORDER BY n.id, kind
