// What some nodes say, by their internal ids.
// params: nodes
// rows: node, properties
// seconds: 60
UNWIND $nodes AS node
MATCH (n) WHERE elementId(n) = node
RETURN node, properties(n) AS properties
ORDER BY properties.id
