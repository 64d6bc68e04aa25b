// Delete what is kept about an edition, and its archive, before both are written again.
// params: number
// rows: none
// seconds: 60
OPTIONAL MATCH (e:Edition {number: $number})
OPTIONAL MATCH (c:EditionChunk {number: $number})
DELETE e, c
