// What is sealed of facts, sealed anew: what was changed since it was read stays as it is.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (n:Evidence {id: row.id})
SET n.note = CASE WHEN n.note = row.before[0] THEN row.after[0] ELSE n.note END,
    n.link = CASE WHEN n.link = row.before[1] THEN row.after[1] ELSE n.link END,
    n.writtenBy = CASE WHEN n.writtenBy = row.before[2] THEN row.after[2] ELSE n.writtenBy END
