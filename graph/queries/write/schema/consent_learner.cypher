// A learner's statements about consent are found by the learner.
// params: none
// rows: none
// seconds: 60
CREATE INDEX consent_learner IF NOT EXISTS
FOR (n:Consent) ON (n.learner)
