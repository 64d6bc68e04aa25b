// The learners whose records were merged into one of some learners, at whatever remove.
// params: learners
// rows: alias, root
UNWIND $learners AS learner
MATCH (l:Learner {mergedInto: learner})
RETURN l.id AS alias, learner AS root
ORDER BY alias
LIMIT 100000
