// Forget everything that some nodes say of others, implied moves too.
// params: nodes
// rows: none
// seconds: 120
UNWIND $nodes AS node
MATCH (n) WHERE elementId(n) = node
MATCH (n)-[r]->()
DELETE r
