// A new plan.
// params: id, properties
// rows: id
MERGE (p:Plan {id: $id})
ON CREATE SET p += $properties
RETURN p.id AS id
