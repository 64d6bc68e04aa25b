// An id names one token that was issued; the token itself is kept nowhere.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT token_id IF NOT EXISTS
FOR (n:Token) REQUIRE n.id IS UNIQUE
