// What is sealed of facts, sealed, by id.
// params: after, limit
// rows: id, sealed
// seconds: 60
MATCH (n:Evidence)
WHERE n.id > $after AND (n.note IS NOT NULL OR n.link IS NOT NULL OR n.writtenBy IS NOT NULL)
RETURN n.id AS id, [n.note, n.link, n.writtenBy] AS sealed
ORDER BY id
LIMIT $limit
