// An id names one of the plans, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT plan_id IF NOT EXISTS
FOR (n:Plan) REQUIRE n.id IS UNIQUE
