// Plans by id, after one, that are kept fresh, with when what counts for their learner last changed.
// params: after, limit
// rows: id, properties, changed
// seconds: 30
MATCH (p:Plan)
WHERE p.id > $after AND p.live
OPTIONAL MATCH (l:Learner {id: p.learner})
RETURN p.id AS id, properties(p) AS properties, l.changedAt AS changed
ORDER BY id
LIMIT $limit
