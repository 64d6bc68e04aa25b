// Account nodes by learner.
// params: none
// rows: none
// seconds: 60
CREATE INDEX account_learner IF NOT EXISTS
FOR (n:Account) ON (n.learner)
