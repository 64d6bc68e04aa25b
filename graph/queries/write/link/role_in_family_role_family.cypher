// IN_FAMILY from roles to role families; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Role {id: row[0]})
MATCH (b:RoleFamily {id: row[1]})
CREATE (a)-[r:IN_FAMILY]->(b)
RETURN count(r) AS made
