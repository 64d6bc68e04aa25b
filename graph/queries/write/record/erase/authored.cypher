// Facts about others that a learner judged: the author gives way to a name that leads nowhere, in ids too.
// params: learner, prefix, name, renamed, limit
// rows: gone
// seconds: 60
MATCH (e:Evidence {author: $learner})
WITH e LIMIT $limit
WITH e, e.id AS before,
     CASE WHEN e.id STARTS WITH $prefix THEN $renamed + substring(e.id, size($prefix)) ELSE e.id END AS after
SET e.author = $name, e.id = after
WITH e, before, after
OPTIONAL MATCH (s:Evidence {learner: e.learner})
WHERE s.supersedes = before AND before <> after
SET s.supersedes = after
RETURN count(DISTINCT e) AS gone
