// One edition by its number.
// params: number
// rows: edition
MATCH (e:Edition {number: $number})
RETURN properties(e) AS edition
