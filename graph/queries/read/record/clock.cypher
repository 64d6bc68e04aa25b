// Where the record's clock stands, and which writer left it there.
// params: none
// rows: at, by
MATCH (c:RecordClock {id: 'record'})
RETURN c.at AS at, c.by AS by
LIMIT 1
