// ASSESSES from assessments to competencies; each row is source id, target id, upTo.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Assessment {id: row[0]})
MATCH (b:Competency {id: row[1]})
CREATE (a)-[r:ASSESSES {upTo: row[2]}]->(b)
RETURN count(r) AS made
