// Evidence nodes by statement.
// params: none
// rows: none
// seconds: 60
CREATE INDEX evidence_statement IF NOT EXISTS
FOR (n:Evidence) ON (n.statement)
