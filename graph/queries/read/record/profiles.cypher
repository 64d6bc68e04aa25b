// Learners with their sealed names.
// params: learners
// rows: learner, name
// seconds: 30
UNWIND $learners AS id
MATCH (l:Learner {id: id})
OPTIONAL MATCH (i:Identity {learner: id})
RETURN properties(l) AS learner, i.name AS name
ORDER BY l.id
LIMIT 10000
