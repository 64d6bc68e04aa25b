// The statements that a registration has, as far as they fit the rest of a filter; voided ones too, for what refers to them.
// params: verb, registration, activity, related_activities, agent, related_agents, limit
// rows:   id
// seconds: 20
MATCH (s:Statement)
WHERE s.registration = $registration
    AND ($verb IS NULL OR s.verb = $verb)
    AND ($registration IS NULL OR s.registration = $registration)
    AND ($activity IS NULL OR s.activity = $activity OR ($related_activities AND $activity IN s.activities))
    AND ($agent IS NULL OR s.actor = $agent OR $agent IN s.agents
        OR ($related_agents AND (s.authority = $agent OR $agent IN s.mentions)))
RETURN s.id AS id
LIMIT $limit
