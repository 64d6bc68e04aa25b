// Keep that a policy was made the policy.
// params: rows
// rows: none
UNWIND $rows AS row
MERGE (p:Policy {id: row.id})
ON CREATE SET p.version = row.version, p.digest = row.digest, p.text = row.text, p.at = row.at, p.by = row.by
