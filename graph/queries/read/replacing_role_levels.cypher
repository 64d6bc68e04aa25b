// What replaced these role levels, one step on.
// params: ids
// rows: id
MATCH (l:RoleLevel)-[:REPLACED_BY]->(m:RoleLevel)
WHERE l.id IN $ids AND m.stub IS NULL AND NOT m.id IN $ids
RETURN DISTINCT m.id AS id
ORDER BY id
LIMIT 1000
