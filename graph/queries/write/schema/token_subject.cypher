// Tokens are found by whom they were issued for.
// params: none
// rows: none
// seconds: 60
CREATE INDEX token_subject IF NOT EXISTS
FOR (n:Token) ON (n.subject)
