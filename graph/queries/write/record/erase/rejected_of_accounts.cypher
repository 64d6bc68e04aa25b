// Refused items of some accounts are removed, so many at a time.
// params: tokens, limit
// rows: gone
// seconds: 60
UNWIND $tokens AS token
MATCH (n:Rejected {token: token})
WITH n LIMIT $limit
DETACH DELETE n
RETURN count(n) AS gone
