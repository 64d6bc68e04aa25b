// Purposes in the audit log, sealed anew: what was changed since it was read stays as it is.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (n:AuditEntry {id: row.id})
SET n.purpose = CASE WHEN n.purpose = row.before[0] THEN row.after[0] ELSE n.purpose END
