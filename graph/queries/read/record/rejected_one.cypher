// One refused item.
// params: id
// rows: properties
MATCH (r:Rejected {id: $id})
RETURN properties(r) AS properties
LIMIT 1
