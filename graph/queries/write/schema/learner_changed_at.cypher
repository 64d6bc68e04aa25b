// Learner nodes by when anything came in that may change what is answered about them.
// params: none
// rows: none
// seconds: 60
CREATE INDEX learner_changed_at IF NOT EXISTS
FOR (n:Learner) ON (n.changedAt)
