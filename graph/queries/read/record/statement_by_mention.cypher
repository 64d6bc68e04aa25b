// The statements that name a person beyond the one who acted. kinds: agent, or agent and other.
// params: agent, kinds, limit
// rows:   id
// seconds: 20
MATCH (m:Mention)
WHERE m.token = $agent AND m.kind IN $kinds
RETURN DISTINCT m.statement AS id
LIMIT $limit
