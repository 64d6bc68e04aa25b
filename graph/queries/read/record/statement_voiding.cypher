// The stored statements that void these, which come only now: pairs of the voided and the voiding one.
// params: ids
// rows:   target, voiding
UNWIND $ids AS wanted
MATCH (v:Statement {voids: wanted})
RETURN v.voids AS target, v.id AS voiding
ORDER BY target, voiding
LIMIT 10000
