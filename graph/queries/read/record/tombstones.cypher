// Those of some digests whose learner or account was erased, and whether that was done to the end.
// params: ids
// rows: id, done
UNWIND $ids AS id
MATCH (t:Tombstone {id: id})
RETURN t.id AS id, t.done AS done
ORDER BY id
LIMIT 100000
