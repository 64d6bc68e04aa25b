// Statements in which some accounts act, by id, a page of them.
// params: tokens, after, limit
// rows: id
// seconds: 20
UNWIND $tokens AS token
MATCH (s:Statement {actor: token})
WHERE s.id > $after
RETURN s.id AS id
ORDER BY id
LIMIT $limit
