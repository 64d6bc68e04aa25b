// Statements in which some accounts act are removed, so many at a time, with whom else they mention.
// params: tokens, limit
// rows: gone
// seconds: 60
UNWIND $tokens AS token
MATCH (s:Statement {actor: token})
WITH s LIMIT $limit
OPTIONAL MATCH (m:Mention {statement: s.id})
DETACH DELETE m
WITH DISTINCT s
DETACH DELETE s
RETURN count(s) AS gone
