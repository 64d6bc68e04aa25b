// Evidence nodes by author.
// params: none
// rows: none
// seconds: 60
CREATE INDEX evidence_author IF NOT EXISTS
FOR (n:Evidence) ON (n.author)
