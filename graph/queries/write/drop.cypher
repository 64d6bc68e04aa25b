// Forget what some nodes say of others. Implied moves are not said by them, and are seen to apart.
// params: nodes
// rows: none
// seconds: 120
UNWIND $nodes AS node
MATCH (n) WHERE elementId(n) = node
MATCH (n)-[r]->()
WHERE r.implied IS NULL OR r.implied = false
DELETE r
