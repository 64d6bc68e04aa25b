// Every edition that was published, in order.
// params: none
// rows: edition
MATCH (e:Edition)
RETURN properties(e) AS edition
ORDER BY e.number
