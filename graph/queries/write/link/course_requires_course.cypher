// REQUIRES from courses to courses; each row is source id, target id, group.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Course {id: row[0]})
MATCH (b:Course {id: row[1]})
CREATE (a)-[r:REQUIRES {group: row[2]}]->(b)
RETURN count(r) AS made
