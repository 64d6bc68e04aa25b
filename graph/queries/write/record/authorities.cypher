// Keeps which accounts hand statements in, by blind token.
// params: tokens
// rows:   none
UNWIND $tokens AS token
MERGE (:Authority {token: token})
