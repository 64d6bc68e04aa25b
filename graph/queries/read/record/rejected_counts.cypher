// How many refused items wait, by door and code.
// params: none
// rows: door, code, number
// seconds: 30
MATCH (r:Rejected {settled: 'waiting'})
RETURN r.door AS door, r.code AS code, count(*) AS number
ORDER BY door, code
LIMIT 1000
