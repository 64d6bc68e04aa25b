// The parts of an archived edition are found by its number.
// params: none
// rows: none
// seconds: 60
CREATE INDEX edition_chunk_number IF NOT EXISTS
FOR (n:EditionChunk) ON (n.number)
