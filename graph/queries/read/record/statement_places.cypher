// Where statements stand among all, without the voided ones and those outside a time.
// params: ids, since, until
// rows:   id, seq
// seconds: 20
UNWIND $ids AS wanted
MATCH (s:Statement {id: wanted})
WHERE s.voided IS NULL
    AND ($since IS NULL OR s.stored > $since) AND ($until IS NULL OR s.stored <= $until)
RETURN DISTINCT s.id AS id, s.seq AS seq
LIMIT 1000
