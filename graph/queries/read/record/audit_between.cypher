// Entries of the audit log within a stretch of ids, the newest first.
// params: after, before, limit
// rows: entry
MATCH (a:AuditEntry)
WHERE a.id > $after AND a.id < $before
RETURN properties(a) AS entry
ORDER BY a.id DESC
LIMIT $limit
