// The statements that an activity is the object of, as far as they fit the rest of a filter. Voided ones too, and those of
// other times, for what refers to them: they are not `shown`.
// params: verb, registration, activity, related_activities, agent, related_agents, since, until, limit
// rows:   id, seq, shown
// seconds: 20
MATCH (s:Statement)
WHERE s.activity = $activity
    AND ($verb IS NULL OR s.verb = $verb)
    AND ($registration IS NULL OR s.registration = $registration)
    AND ($activity IS NULL OR s.activity = $activity OR ($related_activities AND $activity IN s.activities))
    AND ($agent IS NULL OR s.actor = $agent OR $agent IN s.agents
        OR ($related_agents AND (s.authority = $agent OR $agent IN s.mentions)))
RETURN s.id AS id, s.seq AS seq,
    (s.voided IS NULL AND ($since IS NULL OR s.stored > $since) AND ($until IS NULL OR s.stored <= $until)) AS shown
LIMIT $limit
