// Learner nodes by manager.
// params: none
// rows: none
// seconds: 60
CREATE INDEX learner_manager IF NOT EXISTS
FOR (n:Learner) ON (n.manager)
