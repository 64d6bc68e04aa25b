// Forget what vanished things said of others, but for what replaced them.
// params: nodes
// rows: none
// seconds: 120
UNWIND $nodes AS node
MATCH (n) WHERE elementId(n) = node
MATCH (n)-[r]->()
WHERE type(r) <> 'REPLACED_BY'
DELETE r
