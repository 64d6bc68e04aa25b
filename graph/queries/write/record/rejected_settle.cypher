// Say what became of refused items that waited until now.
// params: rows, settled, at, by
// rows: id
UNWIND $rows AS row
MATCH (r:Rejected {id: row.id})
WHERE r.settled = 'waiting'
SET r.settled = $settled, r.settledAt = $at, r.settledBy = $by, r.reason = row.reason
RETURN r.id AS id
