// Accounts, sealed anew: what was changed since it was read stays as it is.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (n:Account {token: row.id})
SET n.sealed = CASE WHEN n.sealed = row.before[0] THEN row.after[0] ELSE n.sealed END
