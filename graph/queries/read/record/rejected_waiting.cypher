// Refused items that wait for an account or a learner of these.
// params: tokens, learners, limit
// rows: properties
// seconds: 30
CALL () {
    UNWIND $tokens AS token
    MATCH (r:Rejected {token: token})
    RETURN r
    UNION
    UNWIND $learners AS learner
    MATCH (r:Rejected {learner: learner})
    RETURN r
}
WITH r
WHERE r.settled = 'waiting'
RETURN properties(r) AS properties
ORDER BY r.at, r.id
LIMIT $limit
