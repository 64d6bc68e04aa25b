// OF_ROLE from role levels to roles; each row is source id, target id, rank.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:RoleLevel {id: row[0]})
MATCH (b:Role {id: row[1]})
CREATE (a)-[r:OF_ROLE {rank: row[2]}]->(b)
RETURN count(r) AS made
