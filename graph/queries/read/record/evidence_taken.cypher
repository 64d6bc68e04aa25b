// Which ids of facts are taken, and what tells whether they say the same.
// params: ids
// rows: id, digest, learner, quiet
// seconds: 30
UNWIND $ids AS id
MATCH (e:Evidence {id: id})
RETURN e.id AS id, e.digest AS digest, e.learner AS learner, coalesce(e.quiet, false) AS quiet
ORDER BY id
LIMIT 10000
