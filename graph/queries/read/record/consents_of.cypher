// What was said about one learner's consent, under any of the names that were merged.
// params: learner
// rows: learner, purpose, given, at, by
OPTIONAL MATCH (a:Learner {mergedInto: $learner})
WITH collect(a.id) AS aliases
UNWIND aliases + [$learner] AS named
MATCH (c:Consent {learner: named})
RETURN c.learner AS learner, c.purpose AS purpose, c.given AS given, c.at AS at, c.by AS by
ORDER BY at, purpose, c.id
LIMIT 10000
