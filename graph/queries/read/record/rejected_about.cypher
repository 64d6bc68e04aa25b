// Refused items that name one of some learners or accounts, whatever became of them.
// params: learners, tokens, limit
// rows: properties
// seconds: 30
CALL {
    UNWIND $learners AS learner
    MATCH (r:Rejected {learner: learner})
    RETURN r
    UNION
    UNWIND $tokens AS token
    MATCH (r:Rejected {token: token})
    RETURN r
}
RETURN properties(r) AS properties
ORDER BY r.at, r.id
LIMIT $limit
