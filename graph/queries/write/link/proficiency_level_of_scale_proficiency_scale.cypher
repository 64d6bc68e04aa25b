// OF_SCALE from proficiency levels to proficiency scales; each row is source id, target id, rank.
// params: rows
// rows: made
// seconds: 120
UNWIND $rows AS row
MATCH (a:ProficiencyLevel {id: row[0]})
MATCH (b:ProficiencyScale {id: row[1]})
CREATE (a)-[r:OF_SCALE {rank: row[2]}]->(b)
RETURN count(r) AS made
