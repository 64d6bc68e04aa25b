// Facts of one origin about some learners, by the id that they came in with: those whose id begins with a text.
// params: learners, prefix, after, limit
// rows: id, properties
// seconds: 30
UNWIND $learners AS learner
MATCH (e:Evidence {learner: learner})
WHERE e.id > $after AND e.id STARTS WITH $prefix
RETURN e.id AS id, properties(e) AS properties
ORDER BY id
LIMIT $limit
