// Forget that somebody was erased.
// params: id
// rows: gone
MATCH (t:Tombstone)
WHERE t.id = $id OR t.of = $id
DETACH DELETE t
RETURN count(t) AS gone
