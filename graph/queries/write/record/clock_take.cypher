// Take hold of the record's clock: who else wants it waits, or has to try again.
// params: none
// rows: at
MERGE (c:RecordClock {id: 'record'})
SET c.takes = coalesce(c.takes, 0) + 1
RETURN c.at AS at
