// REPLACED_BY from role levels to role levels; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:RoleLevel {id: row[0]})
MATCH (b:RoleLevel {id: row[1]})
CREATE (a)-[r:REPLACED_BY]->(b)
RETURN count(r) AS made
