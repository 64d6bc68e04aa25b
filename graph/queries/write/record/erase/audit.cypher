// Entries of the audit log, with names that lead nowhere in place of somebody's.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (a:AuditEntry {id: row.id})
SET a.caller = row.caller, a.learner = row.learner, a.things = row.things, a.purpose = row.purpose
