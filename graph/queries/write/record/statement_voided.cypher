// Marks statements as voided: they are shown only to those who ask for a voided statement by its id.
// params: ids
// rows:   none
UNWIND $ids AS wanted
MATCH (s:Statement {id: wanted})
WHERE s.voids IS NULL
SET s.voided = true
