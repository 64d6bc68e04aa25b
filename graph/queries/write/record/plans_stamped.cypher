// What the answers of these plans rest on now. Plans that somebody changed since they were read are left alone.
// params: rows
// rows: id
// seconds: 60
UNWIND $rows AS row
MATCH (p:Plan {id: row.id})
WHERE p.changes = row.changes
SET p += row.properties
RETURN p.id AS id
ORDER BY id
LIMIT 100000
