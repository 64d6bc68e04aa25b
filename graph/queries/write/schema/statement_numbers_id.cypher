// The one node that numbers statements.
// params: none
// rows:   none
CREATE CONSTRAINT statement_numbers_id IF NOT EXISTS FOR (n:StatementNumbers) REQUIRE n.id IS UNIQUE
