// What was said about the consent of some learners, under any of the names that were merged; those who said nothing
// are left out.
// params: learners
// rows: learner, said
UNWIND $learners AS root
OPTIONAL MATCH (a:Learner {mergedInto: root})
WITH root, collect(a.id) AS aliases
UNWIND aliases + [root] AS named
MATCH (c:Consent {learner: named})
RETURN root AS learner, collect([c.at, c.purpose, c.id, c.learner, c.given, c.by]) AS said
ORDER BY learner
LIMIT 10000
