// Statements by actor.
// params: none
// rows:   none
CREATE INDEX statement_actor IF NOT EXISTS FOR (n:Statement) ON (n.actor)
