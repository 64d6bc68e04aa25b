// Keep what is known of tokens that were issued.
// params: rows
// rows: none
UNWIND $rows AS row
MERGE (t:Token {id: row.id})
ON CREATE SET t.subject = row.subject, t.scopes = row.scopes, t.issuedAt = row.issuedAt, t.expiresAt = row.expiresAt
