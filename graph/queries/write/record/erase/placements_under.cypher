// Where others stood: the name of a learner who led them gives way to one that leads nowhere.
// params: learner, name
// rows: gone
// seconds: 120
MATCH (p:Placement)
WHERE p.field = 'manager' AND p.value = $learner
SET p.value = $name
RETURN count(p) AS gone
