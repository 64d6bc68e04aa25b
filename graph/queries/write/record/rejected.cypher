// New refused items; each row is the map of a node's properties.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
CREATE (r:Rejected)
SET r = row
