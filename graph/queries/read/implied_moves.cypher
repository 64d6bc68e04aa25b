// The moves that consecutive ranks implied when the current edition was published.
// params: none
// rows: source, target, kind
// seconds: 60
MATCH (a:RoleLevel)-[m:MOVES_TO {implied: true}]->(b:RoleLevel)
RETURN a.id AS source, b.id AS target, m.kind AS kind
ORDER BY source, target
