// REPLACED_BY from role families to role families; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:RoleFamily {id: row[0]})
MATCH (b:RoleFamily {id: row[1]})
CREATE (a)-[r:REPLACED_BY]->(b)
RETURN count(r) AS made
