// TEACHES from courses to competencies; each row is source id, target id, from, to.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Course {id: row[0]})
MATCH (b:Competency {id: row[1]})
CREATE (a)-[r:TEACHES {from: row[2], to: row[3]}]->(b)
RETURN count(r) AS made
