// REQUIRES from competencies to competencies; each row is source id, target id, atLevel, group, level.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Competency {id: row[0]})
MATCH (b:Competency {id: row[1]})
CREATE (a)-[r:REQUIRES {atLevel: row[2], group: row[3], level: row[4]}]->(b)
RETURN count(r) AS made
