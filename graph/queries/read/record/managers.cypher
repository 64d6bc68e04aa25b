// Whom learners report to; a merged record counts as the one that is left.
// params: ids
// rows: id, manager
UNWIND $ids AS id
MATCH (l:Learner {id: id})
OPTIONAL MATCH (m:Learner {id: l.manager})
RETURN l.id AS id, coalesce(m.mergedInto, l.manager) AS manager
ORDER BY id
LIMIT 10000
