// One Rejected for each id, and found by it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT rejected_id IF NOT EXISTS
FOR (n:Rejected) REQUIRE n.id IS UNIQUE
