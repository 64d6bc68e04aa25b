// Statements by ref.
// params: none
// rows:   none
CREATE INDEX statement_ref IF NOT EXISTS FOR (n:Statement) ON (n.ref)
