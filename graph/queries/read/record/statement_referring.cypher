// The statements whose object is one of these.
// params: ids, since, until, limit
// rows:   id, seq, shown
// seconds: 20
UNWIND $ids AS wanted
MATCH (s:Statement {ref: wanted})
RETURN DISTINCT s.id AS id, s.seq AS seq,
    (s.voided IS NULL AND ($since IS NULL OR s.stored > $since) AND ($until IS NULL OR s.stored <= $until)) AS shown
LIMIT $limit
