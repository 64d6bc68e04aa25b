// Takes numbers for new statements: gives the last of them, and when the last statement before was stored.
// Whoever writes statements changes this one node first, so that several processes number and commit in one order.
// params: count
// rows:   last, stored
// seconds: 30
MERGE (n:StatementNumbers {id: 'statements'})
SET n.last = coalesce(n.last, 0) + $count
RETURN n.last AS last, n.stored AS stored
