// Take an account from a learner, if it is theirs.
// params: token, learner
// rows: token
MATCH (a:Account {token: $token})
WHERE a.learner = $learner
WITH a, a.token AS token
DELETE a
RETURN token
