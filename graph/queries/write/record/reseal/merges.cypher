// Why merges were made, sealed anew: what was changed since it was read stays as it is.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (n:Merge {id: row.id})
SET n.reason = CASE WHEN n.reason = row.before[0] THEN row.after[0] ELSE n.reason END
