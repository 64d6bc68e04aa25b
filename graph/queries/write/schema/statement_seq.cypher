// Statements in the order in which they were stored.
// params: none
// rows:   none
CREATE INDEX statement_seq IF NOT EXISTS FOR (n:Statement) ON (n.seq)
