// The statements whose object is one of these.
// params: ids, limit
// rows:   id
// seconds: 20
UNWIND $ids AS wanted
MATCH (s:Statement {ref: wanted})
RETURN DISTINCT s.id AS id
LIMIT $limit
