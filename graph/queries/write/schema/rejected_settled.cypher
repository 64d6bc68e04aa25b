// Rejected nodes by settled.
// params: none
// rows: none
// seconds: 60
CREATE INDEX rejected_settled IF NOT EXISTS
FOR (n:Rejected) ON (n.settled)
