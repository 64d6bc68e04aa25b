// Every time that a policy was made the policy, the newest first.
// params: limit
// rows: version, digest, at, by
MATCH (p:Policy)
RETURN p.version AS version, p.digest AS digest, p.at AS at, p.by AS by
ORDER BY at DESC, p.id
LIMIT $limit
