// Ask for the leave to publish: given when nobody has it, or who had it has not renewed it in time, or is known to be
// dead (`over` is then the token of that one) and was not committing.
// The first SET takes the lock, so that what is read after it is true.
// params: token, over, holder, process, milliseconds
// rows: given, other, holder, process
MERGE (l:PublishLease {id: 'publish'})
SET l.asked = timestamp()
WITH l, coalesce(l.moves, 0) AS moves, coalesce(l.until, 0) <= timestamp() AS free, coalesce(l.token, '') AS other,
     coalesce(l.holder, '') AS holder, coalesce(l.process, '') AS process
WITH l, moves, other, holder, process, free OR other = $token OR (other = $over AND moves % 2 = 0) AS given
FOREACH (once IN CASE WHEN given THEN [1] ELSE [] END |
    SET l.token = $token, l.holder = $holder, l.process = $process, l.until = timestamp() + $milliseconds,
        l.moves = moves + moves % 2)
RETURN given, other, holder, process
