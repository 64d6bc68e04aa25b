// Merges by when they were made: all, or those of which one end is a learner.
// params: learner, limit
// rows: properties
MATCH (m:Merge)
WHERE $learner IS NULL OR m.alias = $learner OR m.learner = $learner
RETURN properties(m) AS properties
ORDER BY m.at, m.id
LIMIT $limit
