// Who people are, sealed anew: what was changed since it was read stays as it is.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (n:Identity {learner: row.id})
SET n.name = CASE WHEN n.name = row.before[0] THEN row.after[0] ELSE n.name END,
    n.email = CASE WHEN n.email = row.before[1] THEN row.after[1] ELSE n.email END
