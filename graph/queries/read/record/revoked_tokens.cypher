// Ids of tokens that were taken back and would hold otherwise.
// params: at
// rows: id
MATCH (r:RevokedToken)
WHERE r.expiresAt > $at
RETURN r.id AS id
ORDER BY id
LIMIT 100000
