// Every node of the ontology, stubs included, with what tells whether it must be written again.
// params: none
// rows: kind, id, node, thing, fingerprint, stub
// seconds: 60
MATCH (n:ProficiencyScale|ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel)
OPTIONAL MATCH (n)-[:OF_SCALE]->(s:ProficiencyScale)
RETURN labels(n)[0] AS kind, n.id AS id, elementId(n) AS node, coalesce(s.id, n.id) AS thing,
       n.fingerprint AS fingerprint, coalesce(n.stub, false) AS stub
ORDER BY kind, id
