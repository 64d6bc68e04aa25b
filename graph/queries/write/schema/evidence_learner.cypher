// Evidence nodes by learner.
// params: none
// rows: none
// seconds: 60
CREATE INDEX evidence_learner IF NOT EXISTS
FOR (n:Evidence) ON (n.learner)
