// Accounts, sealed, by id.
// params: after, limit
// rows: id, sealed
// seconds: 60
MATCH (n:Account)
WHERE n.token > $after AND (n.sealed IS NOT NULL)
RETURN n.token AS id, [n.sealed] AS sealed
ORDER BY id
LIMIT $limit
