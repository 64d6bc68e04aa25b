// Placement nodes by learner.
// params: none
// rows: none
// seconds: 60
CREATE INDEX placement_learner IF NOT EXISTS
FOR (n:Placement) ON (n.learner)
