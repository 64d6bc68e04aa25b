// ON_SCALE from competencies to proficiency scales; each row is source id, target id.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:Competency {id: row[0]})
MATCH (b:ProficiencyScale {id: row[1]})
CREATE (a)-[r:ON_SCALE]->(b)
RETURN count(r) AS made
