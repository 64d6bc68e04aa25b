// One account that hands statements in.
// params: none
// rows:   none
CREATE CONSTRAINT authority_token IF NOT EXISTS FOR (n:Authority) REQUIRE n.token IS UNIQUE
