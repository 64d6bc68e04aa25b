// What is answered about these learners may change from a time on.
// params: rows
// rows: none
// seconds: 30
UNWIND $rows AS row
MATCH (l:Learner {id: row.id})
SET l.changedAt = row.at
