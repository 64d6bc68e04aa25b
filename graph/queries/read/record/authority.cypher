// Whether an account hands statements in.
// params: token
// rows:   token
MATCH (a:Authority {token: $token})
RETURN a.token AS token
LIMIT 1
