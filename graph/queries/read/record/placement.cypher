// What a field of somebody's place was at a time, and since when.
// params: learner, field, until
// rows: value, since
MATCH (p:Placement {learner: $learner})
WHERE p.field = $field AND p.since <= $until
RETURN p.value AS value, p.since AS since
ORDER BY p.since DESC, p.saidAt DESC
LIMIT 1
