// One version of a plan, whole.
// params: id
// rows: properties
MATCH (v:PlanVersion {id: $id})
RETURN properties(v) AS properties
ORDER BY v.id
LIMIT 1
