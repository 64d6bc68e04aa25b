// Tokens that were issued for some subjects.
// params: subjects
// rows: id, expiresAt
UNWIND $subjects AS subject
MATCH (t:Token {subject: subject})
RETURN t.id AS id, t.expiresAt AS expiresAt
ORDER BY id
LIMIT 10000
