// Renew the leave to publish. No row: somebody else has it.
// params: token, milliseconds, committing
// rows: until
MATCH (l:PublishLease {id: 'publish', token: $token})
SET l.until = timestamp() + $milliseconds,
    l.committing = CASE WHEN $committing THEN timestamp() + $milliseconds ELSE 0 END
RETURN l.until AS until
