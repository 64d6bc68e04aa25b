// Statements, sealed, by id.
// params: after, limit
// rows: id, sealed
// seconds: 60
MATCH (n:Statement)
WHERE n.id > $after AND (n.sealed IS NOT NULL)
RETURN n.id AS id, [n.sealed] AS sealed
ORDER BY id
LIMIT $limit
