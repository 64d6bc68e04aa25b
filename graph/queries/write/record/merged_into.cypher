// Learners count for another now, or, without one, for themselves.
// params: rows
// rows: none
UNWIND $rows AS row
MATCH (l:Learner {id: row.id})
SET l.mergedInto = row.root
