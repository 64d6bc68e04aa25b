// Whom facts are about; a merged record counts as the one that is left.
// params: ids
// rows: id, learner
// seconds: 30
UNWIND $ids AS id
MATCH (e:Evidence {id: id})
OPTIONAL MATCH (l:Learner {id: e.learner})
RETURN e.id AS id, coalesce(l.mergedInto, e.learner) AS learner
ORDER BY id
LIMIT 10000
