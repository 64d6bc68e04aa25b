// Some versions of plans, whole.
// params: ids
// rows: id, properties
// seconds: 60
UNWIND $ids AS id
MATCH (v:PlanVersion {id: id})
RETURN id, properties(v) AS properties
ORDER BY id
LIMIT 1000
