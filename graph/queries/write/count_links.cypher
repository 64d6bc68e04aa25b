// How many relationships of each sort the edition has; asked inside the transaction that publishes it.
// params: none
// rows: kind, type, number
// seconds: 120
MATCH (n:ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel|ProficiencyScale)-[r]->()
WHERE n.stub IS NULL
RETURN labels(n)[0] AS kind, type(r) AS type, count(*) AS number
ORDER BY kind, type
