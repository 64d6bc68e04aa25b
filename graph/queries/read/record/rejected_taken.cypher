// Which ids of refused items are taken.
// params: ids
// rows: id
UNWIND $ids AS id
MATCH (r:Rejected {id: id})
RETURN r.id AS id
ORDER BY id
LIMIT 10000
