// Entries of the audit log by their caller, within a stretch of ids, the newest first.
// params: callers, after, before, limit
// rows: entry
UNWIND $callers AS named
MATCH (a:AuditEntry {caller: named})
WHERE a.id > $after AND a.id < $before
RETURN properties(a) AS entry
ORDER BY a.id DESC
LIMIT $limit
