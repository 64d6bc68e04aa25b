// REPLACED_BY from courses to courses; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Course {id: row[0]})
MATCH (b:Course {id: row[1]})
CREATE (a)-[r:REPLACED_BY]->(b)
RETURN count(r) AS made
