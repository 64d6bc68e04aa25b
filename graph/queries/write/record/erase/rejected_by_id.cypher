// Some refused items are removed.
// params: ids
// rows: gone
// seconds: 60
UNWIND $ids AS id
MATCH (n:Rejected {id: id})
DETACH DELETE n
RETURN count(n) AS gone
