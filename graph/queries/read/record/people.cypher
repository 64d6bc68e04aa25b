// Learners with what is sealed of who they are.
// params: ids
// rows: learner, identity
// seconds: 30
UNWIND $ids AS id
MATCH (l:Learner {id: id})
OPTIONAL MATCH (i:Identity {learner: id})
RETURN properties(l) AS learner, properties(i) AS identity
ORDER BY l.id
LIMIT 10000
