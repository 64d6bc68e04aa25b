// Forget implied moves; each row is source id and target id.
// params: rows
// rows: none
// seconds: 120
UNWIND $rows AS row
MATCH (a:RoleLevel {id: row[0]})-[m:MOVES_TO {implied: true}]->(b:RoleLevel {id: row[1]})
DELETE m
