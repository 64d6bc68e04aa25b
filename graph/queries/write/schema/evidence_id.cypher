// One Evidence for each id, and found by it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT evidence_id IF NOT EXISTS
FOR (n:Evidence) REQUIRE n.id IS UNIQUE
