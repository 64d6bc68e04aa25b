// Purposes in the audit log, sealed, by id.
// params: after, limit
// rows: id, sealed
// seconds: 60
MATCH (n:AuditEntry)
WHERE n.id > $after AND (n.purpose IS NOT NULL)
RETURN n.id AS id, [n.purpose] AS sealed
ORDER BY id
LIMIT $limit
