// Entries of the audit log are found by their caller.
// params: none
// rows: none
// seconds: 60
CREATE INDEX audit_entry_caller IF NOT EXISTS
FOR (n:AuditEntry) ON (n.caller)
