// New roles; each row is the map of a node's properties.
// params: nodes
// rows: none
// seconds: 120
UNWIND $nodes AS node
CREATE (n:Role)
SET n = node
