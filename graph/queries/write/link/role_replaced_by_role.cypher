// REPLACED_BY from roles to roles; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Role {id: row[0]})
MATCH (b:Role {id: row[1]})
CREATE (a)-[r:REPLACED_BY]->(b)
RETURN count(r) AS made
