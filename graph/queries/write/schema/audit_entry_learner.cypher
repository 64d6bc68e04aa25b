// Entries of the audit log are found by their learner.
// params: none
// rows: none
// seconds: 60
CREATE INDEX audit_entry_learner IF NOT EXISTS
FOR (n:AuditEntry) ON (n.learner)
