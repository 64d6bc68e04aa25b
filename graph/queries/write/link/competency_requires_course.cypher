// REQUIRES from competencies to courses; each row is source id, target id, atLevel, group.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Competency {id: row[0]})
MATCH (b:Course {id: row[1]})
CREATE (a)-[r:REQUIRES {atLevel: row[2], group: row[3]}]->(b)
RETURN count(r) AS made
