// Keep that somebody was erased, by digests: of the learner, and of each account with the digest of whose it was.
// params: rows
// rows: none
UNWIND $rows AS row
MERGE (t:Tombstone {id: row.id})
ON CREATE SET t.kind = row.kind, t.of = row.of, t.at = row.at
SET t.done = row.done
