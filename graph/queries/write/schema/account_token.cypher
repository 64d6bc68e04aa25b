// One Account for each token, and found by it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT account_token IF NOT EXISTS
FOR (n:Account) REQUIRE n.token IS UNIQUE
