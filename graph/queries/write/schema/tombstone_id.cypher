// A digest of who was erased is there once, and found.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT tombstone_id IF NOT EXISTS
FOR (n:Tombstone) REQUIRE n.id IS UNIQUE
