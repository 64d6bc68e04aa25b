// All proficiency scales by id and label, to find what somebody may have meant.
// params: none
// rows: id, label
// seconds: 30
MATCH (n:ProficiencyScale)
WHERE n.stub IS NULL
RETURN n.id AS id, n.label AS label
ORDER BY id
LIMIT 100000
