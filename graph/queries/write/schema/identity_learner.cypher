// One Identity for each learner, and found by it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT identity_learner IF NOT EXISTS
FOR (n:Identity) REQUIRE n.learner IS UNIQUE
