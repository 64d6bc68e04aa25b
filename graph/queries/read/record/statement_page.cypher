// Statements by id, as they are given back.
// params: ids
// rows:   id, seq, stored, voided, version, actor, timestamped, sealed
UNWIND $ids AS wanted
MATCH (s:Statement {id: wanted})
RETURN s.id AS id, s.seq AS seq, s.stored AS stored, s.voided AS voided, s.version AS version,
    s.actor AS actor, s.timestamped AS timestamped, s.sealed AS sealed
ORDER BY seq
LIMIT 1000
