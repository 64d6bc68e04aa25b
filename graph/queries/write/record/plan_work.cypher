// The turn at refreshing plans: taken where nobody has it, kept on by who has. `given` says whether it is ours.
// The first SET takes the lock, so that what is read after it is true.
// params: token, milliseconds
// rows: given
MERGE (w:PlanWork {id: 'plans'})
SET w.asked = timestamp()
WITH w, coalesce(w.until, 0) <= timestamp() OR coalesce(w.token, '') = $token AS given
FOREACH (once IN CASE WHEN given THEN [1] ELSE [] END |
    SET w.token = $token, w.until = timestamp() + $milliseconds)
RETURN given
