// The moves that start at these role levels, declared and implied; retired role levels have none.
// params: ids
// rows: source, target, kind, implied
MATCH (a:RoleLevel)-[m:MOVES_TO]->(b:RoleLevel)
WHERE a.id IN $ids AND a.retired = false AND b.retired = false
RETURN a.id AS source, b.id AS target, m.kind AS kind, m.implied AS implied
ORDER BY source, target, kind, implied
LIMIT 5001
