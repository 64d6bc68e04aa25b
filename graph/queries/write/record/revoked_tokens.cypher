// Take tokens back.
// params: rows
// rows: none
UNWIND $rows AS row
MERGE (r:RevokedToken {id: row.id})
ON CREATE SET r.at = row.at, r.by = row.by, r.expiresAt = row.expiresAt
