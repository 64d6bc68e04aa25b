// NEEDS from role levels to competencies; each row is source id, target id, level, importance, weight.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:RoleLevel {id: row[0]})
MATCH (b:Competency {id: row[1]})
CREATE (a)-[r:NEEDS {level: row[2], importance: row[3], weight: row[4]}]->(b)
RETURN count(r) AS made
