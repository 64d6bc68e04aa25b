// Tokens that were issued, and whether they were taken back; those that expired before a time are left out.
// params: at, after, limit
// rows: id, subject, scopes, issuedAt, expiresAt, revokedAt
MATCH (t:Token)
WHERE t.id > $after AND t.expiresAt > $at
OPTIONAL MATCH (r:RevokedToken {id: t.id})
RETURN t.id AS id, t.subject AS subject, t.scopes AS scopes, t.issuedAt AS issuedAt, t.expiresAt AS expiresAt,
       r.at AS revokedAt
ORDER BY id
LIMIT $limit
