// Where the graph stands: the current edition, and whether another is being committed right now.
// Read before and after every other read: neither engine gives snapshots, so an answer counts only when both agree.
// params: none
// rows: edition, committing
OPTIONAL MATCH (c:CurrentEdition {id: 'current'})
OPTIONAL MATCH (e:Edition {number: c.number})
OPTIONAL MATCH (l:PublishLease {id: 'publish'})
RETURN properties(e) AS edition, coalesce(l.committing, 0) > timestamp() AS committing
