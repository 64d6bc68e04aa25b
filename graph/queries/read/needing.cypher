// The role levels that need a competency, and how well.
// params: competency, limit
// rows: role_level, label, level, importance, weight, retired
MATCH (l:RoleLevel)-[n:NEEDS]->(:Competency {id: $competency})
RETURN l.id AS role_level, l.label AS label, n.level AS level,
       n.importance AS importance, n.weight AS weight, l.retired AS retired
ORDER BY role_level
LIMIT $limit
