// Move the pointer to a new edition, and write down what it is.
// (On ArcadeDB, one SET does not see what an earlier one did: the number is said twice.)
// params: edition
// rows: number
MATCH (c:CurrentEdition {id: 'current'})
CREATE (e:Edition)
SET e = $edition
SET c.number = $edition.number
RETURN c.number AS number
