// What somebody's place is from a time on.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
CREATE (p:Placement)
SET p = row
