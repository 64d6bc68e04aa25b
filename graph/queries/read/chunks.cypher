// The archived Turtle of an edition, compressed, in parts.
// params: number
// rows: part, packed
// seconds: 60
MATCH (c:EditionChunk {number: $number})
RETURN c.part AS part, c.packed AS packed
ORDER BY part
