// An id, made of a plan's and a number, names one of the versions of plans, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT plan_version_id IF NOT EXISTS
FOR (n:PlanVersion) REQUIRE n.id IS UNIQUE
