// Rejected nodes by learner.
// params: none
// rows: none
// seconds: 60
CREATE INDEX rejected_learner IF NOT EXISTS
FOR (n:Rejected) ON (n.learner)
