// The merges that hold among the records that count for one learner.
// params: root, limit
// rows: alias, learner
MATCH (l:Learner {mergedInto: $root})
MATCH (m:Merge {alias: l.id})
WHERE m.undoneAt IS NULL
RETURN m.alias AS alias, m.learner AS learner
ORDER BY alias
LIMIT $limit
