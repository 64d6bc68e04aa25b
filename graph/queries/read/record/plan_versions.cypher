// The versions of a plan without their texts, by number.
// params: plan
// rows: number, at, edition, digest, why, hours, steps
MATCH (v:PlanVersion {plan: $plan})
RETURN v.number AS number, v.at AS at, v.edition AS edition, v.digest AS digest, v.why AS why, v.hours AS hours,
       v.steps AS steps
ORDER BY number
LIMIT 100
