// New accounts, each with whose it is.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
CREATE (a:Account)
SET a = row
