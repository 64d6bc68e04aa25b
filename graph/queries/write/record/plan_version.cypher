// A version of a plan: a new one, or one whose answer rests on another state now.
// params: id, properties
// rows: none
MERGE (v:PlanVersion {id: $id})
SET v += $properties
