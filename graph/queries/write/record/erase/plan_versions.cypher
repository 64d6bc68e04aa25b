// Versions of plans of some learners are removed, so many at a time.
// params: learners, limit
// rows: gone
// seconds: 60
UNWIND $learners AS learner
MATCH (n:PlanVersion {learner: learner})
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(n) AS gone
