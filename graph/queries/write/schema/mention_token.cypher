// Statements by the people beyond the actor whom they name.
// params: none
// rows:   none
CREATE INDEX mention_token IF NOT EXISTS FOR (n:Mention) ON (n.token)
