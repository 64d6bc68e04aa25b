// Every node of the ontology, stubs included, with what tells whether it must be written again.
// params: none
// rows: kind, id, node, fingerprint, stub
// seconds: 60
MATCH (n:ProficiencyScale|ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel)
RETURN labels(n)[0] AS kind, n.id AS id, elementId(n) AS node, n.fingerprint AS fingerprint, n.stub = true AS stub
ORDER BY kind, id
