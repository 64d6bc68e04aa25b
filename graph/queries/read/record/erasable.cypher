// How much there is about some learners, by kind.
// params: learners, tokens, subjects
// rows: kind, found
// seconds: 60
CALL {
    UNWIND $learners AS one MATCH (n:Evidence {learner: one}) RETURN 'facts' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Evidence {author: one}) WHERE NOT n.learner IN $learners
    RETURN 'facts about others' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Placement {learner: one}) RETURN 'places' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Consent {learner: one}) RETURN 'consents' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Plan {learner: one}) RETURN 'plans' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:PlanVersion {learner: one}) RETURN 'plan versions' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Rejected {learner: one}) RETURN 'refused items' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Identity {learner: one}) RETURN 'names' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Account {learner: one}) RETURN 'accounts' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:Learner {manager: one}) RETURN 'reports' AS kind, count(n) AS found
    UNION ALL
    UNWIND $learners AS one MATCH (n:AuditEntry {learner: one}) RETURN 'audit entries' AS kind, count(n) AS found
    UNION ALL
    UNWIND $tokens AS one MATCH (n:Statement {actor: one}) RETURN 'statements' AS kind, count(n) AS found
    UNION ALL
    UNWIND $tokens AS one MATCH (n:Mention {token: one}) RETURN 'mentions' AS kind, count(n) AS found
    UNION ALL
    UNWIND $subjects AS one MATCH (n:Token {subject: one}) RETURN 'tokens' AS kind, count(n) AS found
}
RETURN kind, found
ORDER BY kind
LIMIT 100
