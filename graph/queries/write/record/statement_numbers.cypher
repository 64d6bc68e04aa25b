// Takes numbers for new statements: gives the last of them. They rise in the order of commits, over all processes.
// params: count
// rows:   last
// seconds: 30
MERGE (n:StatementNumbers {id: 'statements'})
SET n.last = coalesce(n.last, 0) + $count
RETURN n.last AS last
