// The plans of some learners, with when what counts for the learner last changed, a page of them.
// params: learners, after, limit
// rows: id, properties, changed
UNWIND $learners AS learner
MATCH (p:Plan {learner: learner})
WHERE p.id > $after
OPTIONAL MATCH (l:Learner {id: learner})
RETURN p.id AS id, properties(p) AS properties, l.changedAt AS changed
ORDER BY id
LIMIT $limit
