// Who reports to one of some learners, a page of them; a merged record counts as the one that is left.
// params: managers, after, limit
// rows: id
UNWIND $managers AS manager
MATCH (l:Learner {manager: manager})
WHERE l.id > $after AND l.mergedInto IS NULL
RETURN l.id AS id
ORDER BY id
LIMIT $limit
