// Which of these statements fit a filter, whenever they were stored and whether voided or not; and what each refers to.
// params: ids, verb, registration, activity, related_activities, agent, related_agents, since, until
// rows:   id, seq, ref, shown, fits
UNWIND $ids AS wanted
MATCH (s:Statement {id: wanted})
RETURN s.id AS id, s.seq AS seq, s.ref AS ref,
    (s.voided IS NULL AND ($since IS NULL OR s.stored > $since) AND ($until IS NULL OR s.stored <= $until)) AS shown,
    (($verb IS NULL OR s.verb = $verb)
    AND ($registration IS NULL OR s.registration = $registration)
    AND ($activity IS NULL OR s.activity = $activity OR ($related_activities AND $activity IN s.activities))
    AND ($agent IS NULL OR s.actor = $agent OR $agent IN s.agents
        OR ($related_agents AND (s.authority = $agent OR $agent IN s.mentions)))) AS fits
ORDER BY id
LIMIT 20000
