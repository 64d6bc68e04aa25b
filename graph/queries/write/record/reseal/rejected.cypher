// Refused items, sealed anew: what was changed since it was read stays as it is.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (n:Rejected {id: row.id})
SET n.row = CASE WHEN n.row = row.before[0] THEN row.after[0] ELSE n.row END,
    n.message = CASE WHEN n.message = row.before[1] THEN row.after[1] ELSE n.message END,
    n.hint = CASE WHEN n.hint = row.before[2] THEN row.after[2] ELSE n.hint END,
    n.reason = CASE WHEN n.reason = row.before[3] THEN row.after[3] ELSE n.reason END
