// Whoever reported to some learners reports to nobody from a time on.
// params: learners, at
// rows: gone
// seconds: 60
UNWIND $learners AS learner
MATCH (l:Learner {manager: learner})
SET l.manager = null, l.managerSince = $at, l.changedAt = $at
RETURN count(l) AS gone
