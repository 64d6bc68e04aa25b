// The certificates of some versions of plans.
// params: ids
// rows: id, certificate
// seconds: 60
UNWIND $ids AS id
MATCH (v:PlanVersion {id: id})
RETURN id, v.certificate AS certificate
ORDER BY id
LIMIT 1000
