// Take hold of the pointer to the current edition, so that no other publish can commit beside this one.
// params: token
// rows: number
MERGE (c:CurrentEdition {id: 'current'})
SET c.token = $token
RETURN c.number AS number
