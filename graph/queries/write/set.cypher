// Nodes that are there already say something else; each row is an internal id and a map of all properties.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row.node
SET n = row.properties
RETURN count(n) AS made
