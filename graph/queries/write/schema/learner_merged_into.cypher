// Learner nodes by mergedInto.
// params: none
// rows: none
// seconds: 60
CREATE INDEX learner_merged_into IF NOT EXISTS
FOR (n:Learner) ON (n.mergedInto)
