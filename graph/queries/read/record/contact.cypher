// Who a learner is, sealed; with the accounts of records that were merged into this one.
// params: learner
// rows: name, email, accounts
MATCH (l:Learner {id: $learner})
OPTIONAL MATCH (i:Identity {learner: $learner})
CALL (l) {
    MATCH (a:Account {learner: l.id})
    RETURN a.sealed AS sealed
    UNION
    MATCH (alias:Learner {mergedInto: l.id})
    MATCH (a:Account {learner: alias.id})
    RETURN a.sealed AS sealed
}
RETURN i.name AS name, i.email AS email, collect(sealed) AS accounts
LIMIT 1
