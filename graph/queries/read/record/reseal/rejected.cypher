// Refused items, sealed, by id.
// params: after, limit
// rows: id, sealed
// seconds: 60
MATCH (n:Rejected)
WHERE n.id > $after AND (n.row IS NOT NULL OR n.message IS NOT NULL OR n.hint IS NOT NULL OR n.reason IS NOT NULL)
RETURN n.id AS id, [n.row, n.message, n.hint, n.reason] AS sealed
ORDER BY id
LIMIT $limit
