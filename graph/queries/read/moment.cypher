// Where the graph stands: the current edition, how often it moved, and whether whoever moves it is alive.
// Read before and after every other read: neither engine gives snapshots, so an answer counts only when both agree.
// `moves` is odd from before a commit until after it. It is one property, so that it does not matter in which order
// the server looks at these nodes.
// params: none
// rows: edition, moves, alive
OPTIONAL MATCH (c:CurrentEdition {id: 'current'})
OPTIONAL MATCH (e:Edition {number: c.number})
OPTIONAL MATCH (l:PublishLease {id: 'publish'})
RETURN properties(e) AS edition, coalesce(l.moves, 0) AS moves, coalesce(l.until, 0) > timestamp() AS alive
