// One version of the policy: its text is the same however often it was made the policy.
// params: version
// rows: digest, text
MATCH (p:Policy {version: $version})
RETURN p.digest AS digest, p.text AS text
ORDER BY p.at DESC, p.id
LIMIT 1
