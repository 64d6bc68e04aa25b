// Learners about whom something came in after a time that may change what is answered, the earliest first.
// params: since, limit
// rows: id, changed
MATCH (l:Learner)
WHERE l.changedAt > $since
RETURN l.id AS id, l.changedAt AS changed
ORDER BY changed, id
LIMIT $limit
