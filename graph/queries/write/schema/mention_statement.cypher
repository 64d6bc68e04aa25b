// The people beyond the actor whom a statement names.
// params: none
// rows:   none
CREATE INDEX mention_statement IF NOT EXISTS FOR (n:Mention) ON (n.statement)
