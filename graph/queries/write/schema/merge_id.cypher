// One Merge for each id, and found by it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT merge_id IF NOT EXISTS
FOR (n:Merge) REQUIRE n.id IS UNIQUE
