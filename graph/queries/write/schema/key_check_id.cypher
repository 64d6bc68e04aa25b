// There is one check of the keys.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT key_check_id IF NOT EXISTS
FOR (n:KeyCheck) REQUIRE n.id IS UNIQUE
