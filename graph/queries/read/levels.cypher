// The scale of every proficiency level.
// params: none
// rows: level, scale
// seconds: 60
MATCH (l:ProficiencyLevel)-[:OF_SCALE]->(s:ProficiencyScale)
RETURN l.id AS level, s.id AS scale
ORDER BY level
