// Statements of others that mention some accounts.
// params: tokens, limit
// rows: id
UNWIND $tokens AS token
MATCH (m:Mention {token: token})
RETURN DISTINCT m.statement AS id
ORDER BY id
LIMIT $limit
