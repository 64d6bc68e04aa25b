// Versions of plans by plan.
// params: none
// rows: none
// seconds: 60
CREATE INDEX plan_version_plan IF NOT EXISTS
FOR (n:PlanVersion) ON (n.plan)
