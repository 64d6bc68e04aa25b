// The things whose ids lie under a former base: before the base changed they went by shorter ones.
// params: base
// rows: kind, id, label, labels
// seconds: 60
MATCH (n:ProficiencyScale|ProficiencyLevel|Competency|Course|Assessment|RoleFamily|Role|RoleLevel)
WHERE n.id STARTS WITH $base
RETURN labels(n)[0] AS kind, n.id AS id, n.label AS label, n.prefLabels AS labels
ORDER BY n.id, kind
