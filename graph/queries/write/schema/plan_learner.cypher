// Plan nodes by learner.
// params: none
// rows: none
// seconds: 60
CREATE INDEX plan_learner IF NOT EXISTS
FOR (n:Plan) ON (n.learner)
