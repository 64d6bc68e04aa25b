// The policy that was made the policy last.
// params: none
// rows: digest, text
MATCH (p:Policy)
RETURN p.digest AS digest, p.text AS text
ORDER BY p.at DESC, p.id
LIMIT 1
