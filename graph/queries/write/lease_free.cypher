// Give the leave to publish back.
// params: token
// rows: none
MATCH (l:PublishLease {id: 'publish', token: $token})
SET l.until = 0, l.token = '', l.moves = l.moves + l.moves % 2
