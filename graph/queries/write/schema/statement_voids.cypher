// Statements by voids.
// params: none
// rows:   none
CREATE INDEX statement_voids IF NOT EXISTS FOR (n:Statement) ON (n.voids)
