// New proficiency scales; each row is the map of a node's properties.
// params: nodes
// rows: none
// seconds: 120
UNWIND $nodes AS node
CREATE (n:ProficiencyScale)
SET n = node
