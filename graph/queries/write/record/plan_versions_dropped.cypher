// Versions of a plan that are older than what is kept, but for the one that was agreed to, go.
// params: plan, below, agreed
// rows: none
MATCH (v:PlanVersion {plan: $plan})
WHERE v.number < $below AND v.number <> $agreed
DELETE v
