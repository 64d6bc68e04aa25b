// Learners as they are now; each row is the map of a node's properties.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MERGE (l:Learner {id: row.id})
SET l = row
