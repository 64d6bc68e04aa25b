// Statements by activity.
// params: none
// rows:   none
CREATE INDEX statement_activity IF NOT EXISTS FOR (n:Statement) ON (n.activity)
