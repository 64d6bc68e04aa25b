// Tokens that were issued for some subjects.
// params: subjects
// rows: id, subject, scopes, issuedAt, expiresAt
UNWIND $subjects AS subject
MATCH (t:Token {subject: subject})
RETURN t.id AS id, t.subject AS subject, t.scopes AS scopes, t.issuedAt AS issuedAt, t.expiresAt AS expiresAt
ORDER BY id
LIMIT 10000
