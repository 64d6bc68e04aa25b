// One RecordClock for each id, and found by it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT record_clock_id IF NOT EXISTS
FOR (n:RecordClock) REQUIRE n.id IS UNIQUE
