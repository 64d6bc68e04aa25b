// Why merges were made, sealed, by id.
// params: after, limit
// rows: id, sealed
// seconds: 60
MATCH (n:Merge)
WHERE n.id > $after AND (n.reason IS NOT NULL)
RETURN n.id AS id, [n.reason] AS sealed
ORDER BY id
LIMIT $limit
