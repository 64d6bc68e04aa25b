// What tells whether keys are those that this record was begun with.
// params: none
// rows: lookup, sealed
MATCH (k:KeyCheck {id: 'people'})
RETURN k.lookup AS lookup, k.sealed AS sealed
ORDER BY lookup
LIMIT 1
