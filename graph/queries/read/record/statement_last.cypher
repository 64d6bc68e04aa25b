// The number of the last statement.
// params: none
// rows:   last
MATCH (n:StatementNumbers {id: 'statements'})
RETURN n.last AS last
LIMIT 1
