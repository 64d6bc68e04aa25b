// One Learner for each id, and found by it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT learner_id IF NOT EXISTS
FOR (n:Learner) REQUIRE n.id IS UNIQUE
