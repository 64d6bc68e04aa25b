// Undo the merge of a learner, and say which it was and where the record counted.
// params: alias, by, at
// rows: merge, root
MATCH (m:Merge {alias: $alias})
WHERE m.undoneAt IS NULL
MATCH (l:Learner {id: $alias})
SET m.undoneAt = $at, m.undoneBy = $by
RETURN properties(m) AS merge, l.mergedInto AS root
