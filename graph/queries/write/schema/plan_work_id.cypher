// There is one turn at refreshing plans.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT plan_work_id IF NOT EXISTS
FOR (n:PlanWork) REQUIRE n.id IS UNIQUE
