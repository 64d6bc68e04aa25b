// Who people are, sealed, by id.
// params: after, limit
// rows: id, sealed
// seconds: 60
MATCH (n:Identity)
WHERE n.learner > $after AND (n.name IS NOT NULL OR n.email IS NOT NULL)
RETURN n.learner AS id, [n.name, n.email] AS sealed
ORDER BY id
LIMIT $limit
