// The first statement of a stretch of numbers, and when it was stored.
// params: low, high
// rows:   seq, stored
MATCH (s:Statement)
WHERE s.seq > $low AND s.seq <= $high
RETURN s.seq AS seq, s.stored AS stored
ORDER BY seq
LIMIT 1
