// What decides who may see some people: whether they are there, were merged into others or erased, to whom they
// report, and what they said about consent, under any of the names that were merged. `gone` is a digest of the id.
// params: asked
// rows: learner, root, known, manager, erased, said
UNWIND $asked AS one
OPTIONAL MATCH (l:Learner {id: one.id})
WITH one, coalesce(l.mergedInto, one.id) AS root
OPTIONAL MATCH (r:Learner {id: root})
OPTIONAL MATCH (m:Learner {id: r.manager})
OPTIONAL MATCH (t:Tombstone {id: one.gone})
OPTIONAL MATCH (a:Learner {mergedInto: root})
WITH one, root, r, m, t, collect(a.id) AS aliases
UNWIND aliases + [root] AS named
OPTIONAL MATCH (c:Consent {learner: named})
WITH one, root, r, m, t, collect([c.purpose, c.given, c.at, c.by]) AS said
RETURN one.id AS learner, root, r.id IS NOT NULL AS known, coalesce(m.mergedInto, r.manager) AS manager,
       t.id IS NOT NULL AS erased, said
ORDER BY learner
LIMIT 10000
