// REPLACED_BY from assessments to assessments; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Assessment {id: row[0]})
MATCH (b:Assessment {id: row[1]})
CREATE (a)-[r:REPLACED_BY]->(b)
RETURN count(r) AS made
