// Renew the leave to publish; with `committing`, readers wait from now on. No row: somebody else has it.
// params: token, milliseconds, committing
// rows: until
MATCH (l:PublishLease {id: 'publish', token: $token})
SET l.until = timestamp() + $milliseconds,
    l.moves = CASE WHEN $committing THEN l.moves + 1 - l.moves % 2 ELSE l.moves END
RETURN l.until AS until
