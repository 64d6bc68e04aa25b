// Learners by id, a page of them, without those who were merged into others.
// params: after, limit
// rows: id, learner
// seconds: 30
MATCH (l:Learner)
WHERE l.id > $after AND l.mergedInto IS NULL
RETURN l.id AS id, properties(l) AS learner
ORDER BY id
LIMIT $limit
