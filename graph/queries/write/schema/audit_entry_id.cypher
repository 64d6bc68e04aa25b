// An id names one entry of the audit log, and entries are read in its order: it begins with the time.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT audit_entry_id IF NOT EXISTS
FOR (n:AuditEntry) REQUIRE n.id IS UNIQUE
