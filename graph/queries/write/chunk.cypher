// One part of an edition's archived Turtle, compressed.
// params: number, part, packed
// rows: none
// seconds: 60
CREATE (c:EditionChunk {number: $number, part: $part, packed: $packed})
