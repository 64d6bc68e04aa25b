// Versions of plans by learner: how erasure finds them.
// params: none
// rows: none
// seconds: 60
CREATE INDEX plan_version_learner IF NOT EXISTS
FOR (n:PlanVersion) ON (n.learner)
