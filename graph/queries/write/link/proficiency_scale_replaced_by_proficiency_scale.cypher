// REPLACED_BY from proficiency scales to proficiency scales; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:ProficiencyScale {id: row[0]})
MATCH (b:ProficiencyScale {id: row[1]})
CREATE (a)-[r:REPLACED_BY]->(b)
RETURN count(r) AS made
