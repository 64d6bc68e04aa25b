// Entries of the audit log by their learner, within a stretch of ids, the newest first.
// params: learners, after, before, limit
// rows: entry
UNWIND $learners AS named
MATCH (a:AuditEntry {learner: named})
WHERE a.id > $after AND a.id < $before
RETURN properties(a) AS entry
ORDER BY a.id DESC
LIMIT $limit
