// Nodes get an id that nothing else has, before they get their new ones.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.node
SET n.id = row.id
RETURN count(n) AS made
