// MOVES_TO from role levels to role levels; each row is source id, target id, kind, implied.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:RoleLevel {id: row[0]})
MATCH (b:RoleLevel {id: row[1]})
CREATE (a)-[r:MOVES_TO {kind: row[2], implied: row[3]}]->(b)
RETURN count(r) AS made
