// Whose accounts these are; a merged record counts as the one that is left.
// params: tokens
// rows: token, learner
// seconds: 30
UNWIND $tokens AS token
MATCH (a:Account {token: token})
OPTIONAL MATCH (l:Learner {id: a.learner})
RETURN a.token AS token, coalesce(l.mergedInto, a.learner) AS learner
ORDER BY token
LIMIT 10000
