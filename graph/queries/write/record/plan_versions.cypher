// Versions of plans: new ones, or ones whose answer rests on another state now.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MERGE (v:PlanVersion {id: row.id})
SET v += row.properties
