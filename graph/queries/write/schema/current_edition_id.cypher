// There is one pointer to the current edition.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT current_edition_id IF NOT EXISTS
FOR (n:CurrentEdition) REQUIRE n.id IS UNIQUE
