// Delete nodes that no edition had, with all that ties them to others.
// params: nodes
// rows: none
// seconds: 120
UNWIND $nodes AS node
MATCH (n) WHERE elementId(n) = node
DETACH DELETE n
