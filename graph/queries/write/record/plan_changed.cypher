// A plan as it is now, where nobody has changed it since it was read. No row: somebody has.
// params: id, changes, properties
// rows: id
MATCH (p:Plan {id: $id})
WHERE p.changes = $changes
SET p += $properties
RETURN p.id AS id
