// Which of these statements are stored, with the digest of each and whether it voids another.
// params: ids
// rows:   id, digest, voiding
UNWIND $ids AS wanted
MATCH (s:Statement {id: wanted})
RETURN DISTINCT s.id AS id, s.digest AS digest, s.voids IS NOT NULL AS voiding
ORDER BY id
LIMIT 1000
