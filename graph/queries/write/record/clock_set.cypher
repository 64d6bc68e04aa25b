// Leave the record's clock at the last time of receipt that was given, with who gave it.
// params: at, by
// rows: none
MATCH (c:RecordClock {id: 'record'})
SET c.at = $at, c.by = $by
