// Rejected nodes by token.
// params: none
// rows: none
// seconds: 60
CREATE INDEX rejected_token IF NOT EXISTS
FOR (n:Rejected) ON (n.token)
