// Keep what tells whether keys are those that this record was begun with. Whoever was first stays the first.
// params: lookup, sealed
// rows: none
MERGE (k:KeyCheck {id: 'people'})
ON CREATE SET k.lookup = $lookup
WITH k
WHERE k.lookup = $lookup
SET k.sealed = $sealed
