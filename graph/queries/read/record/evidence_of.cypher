// Facts about some learners by the id that they came in with, a page of them.
// params: learners, after, limit
// rows: id, learner, properties
// seconds: 30
UNWIND $learners AS learner
MATCH (e:Evidence {learner: learner})
WHERE e.id > $after
RETURN e.id AS id, e.learner AS learner, properties(e) AS properties
ORDER BY id
LIMIT $limit
