// RELATED from competencies to competencies; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Competency {id: row[0]})
MATCH (b:Competency {id: row[1]})
CREATE (a)-[r:RELATED]->(b)
RETURN count(r) AS made
