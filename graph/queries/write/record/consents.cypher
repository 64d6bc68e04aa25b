// Keep statements about consent; one that is there already stays as it is.
// params: rows
// rows: none
UNWIND $rows AS row
MERGE (c:Consent {id: row.id})
ON CREATE SET c.learner = row.learner, c.purpose = row.purpose, c.given = row.given, c.at = row.at, c.by = row.by
