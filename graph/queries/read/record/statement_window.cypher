// Statements of a stretch of numbers that fit a filter, and those that refer to another, which may fit by that one.
// params: low, high, since, until, verb, registration, activity, related_activities, agent, related_agents, sign, limit
// rows:   id, seq, ref, fits
// seconds: 20
MATCH (s:Statement)
WHERE s.seq > $low AND s.seq <= $high
    AND s.voided IS NULL
    AND ($since IS NULL OR s.stored > $since) AND ($until IS NULL OR s.stored <= $until)
WITH s.id AS id, s.seq AS seq, s.ref AS ref,
    ($verb IS NULL OR s.verb = $verb)
    AND ($registration IS NULL OR s.registration = $registration)
    AND ($activity IS NULL OR s.activity = $activity OR ($related_activities AND $activity IN s.activities))
    AND ($agent IS NULL OR s.actor = $agent OR $agent IN s.agents
        OR ($related_agents AND (s.authority = $agent OR $agent IN s.mentions))) AS fits
WHERE fits OR ref IS NOT NULL
RETURN id, seq, ref, fits
ORDER BY seq * $sign
LIMIT $limit
