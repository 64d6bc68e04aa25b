// Keeps when the last statement was stored.
// params: stored
// rows:   none
MATCH (n:StatementNumbers {id: 'statements'})
SET n.stored = $stored
