// Last of all: who some learners are, their accounts, what was merged, and that they were there.
// params: learners
// rows: none
// seconds: 60
UNWIND $learners AS learner
OPTIONAL MATCH (i:Identity {learner: learner})
DETACH DELETE i
WITH DISTINCT learner
OPTIONAL MATCH (a:Account {learner: learner})
DETACH DELETE a
WITH DISTINCT learner
OPTIONAL MATCH (m:Merge)
WHERE m.alias = learner OR m.learner = learner
DETACH DELETE m
WITH DISTINCT learner
OPTIONAL MATCH (l:Learner {id: learner})
DETACH DELETE l
