// A token is taken back once.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT revoked_token_id IF NOT EXISTS
FOR (n:RevokedToken) REQUIRE n.id IS UNIQUE
