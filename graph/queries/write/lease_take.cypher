// Ask for the leave to publish: given when nobody has it, or who had it has not renewed it in time.
// The first SET takes the lock, so that what is read after it is true.
// params: token, holder, milliseconds
// rows: given, holder
MERGE (l:PublishLease {id: 'publish'})
SET l.asked = timestamp()
WITH l, coalesce(l.until, 0) <= timestamp() AS given, coalesce(l.holder, '') AS holder
FOREACH (once IN CASE WHEN given THEN [1] ELSE [] END |
    SET l.token = $token, l.holder = $holder, l.until = timestamp() + $milliseconds, l.committing = 0)
RETURN given, holder
