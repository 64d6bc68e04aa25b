// Which of some learners are there, and whose record each belongs to now.
// params: ids
// rows: id, root
// seconds: 30
UNWIND $ids AS id
MATCH (l:Learner {id: id})
RETURN l.id AS id, coalesce(l.mergedInto, l.id) AS root
ORDER BY id
LIMIT 10000
