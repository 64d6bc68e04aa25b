// An edition has its number alone.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT edition_number IF NOT EXISTS
FOR (n:Edition) REQUIRE n.number IS UNIQUE
