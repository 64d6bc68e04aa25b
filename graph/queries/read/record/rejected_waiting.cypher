// Refused items that wait for an account or a learner of these: they were refused since it was not there.
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
WHERE r.settled = 'waiting' AND r.code = 'learner.unknown'
RETURN properties(r) AS properties
ORDER BY r.at, r.id
LIMIT $limit
