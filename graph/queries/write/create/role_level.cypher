// New role levels; each row is the map of a node's properties.
// params: nodes
// rows: none
// seconds: 120
UNWIND $nodes AS node
CREATE (n:RoleLevel)
SET n = node
