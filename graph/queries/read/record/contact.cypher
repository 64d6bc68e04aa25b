// Who a learner is, sealed; with the accounts of records that were merged into this one. Whoever has none is there, too.
// params: learner
// rows: name, email, accounts
MATCH (l:Learner {id: $learner})
OPTIONAL MATCH (alias:Learner {mergedInto: l.id})
WITH l, collect(alias.id) AS aliases
OPTIONAL MATCH (i:Identity {learner: $learner})
WITH i.name AS name, i.email AS email, [l.id] + aliases AS learners
UNWIND learners AS learner
OPTIONAL MATCH (a:Account {learner: learner})
RETURN name, email, collect(a.sealed) AS accounts
LIMIT 1
