// How many nodes of each kind the edition has; asked inside the transaction that publishes it.
// params: none
// rows: kind, number
// seconds: 120
MATCH (n:ProficiencyScale|ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel)
WHERE n.stub IS NULL
RETURN labels(n)[0] AS kind, count(*) AS number
ORDER BY kind
