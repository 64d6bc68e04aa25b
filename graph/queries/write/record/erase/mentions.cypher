// Some statements are no longer found by some accounts.
// params: ids, tokens
// rows: none
// seconds: 60
UNWIND $ids AS id
MATCH (m:Mention {statement: id})
WHERE m.token IN $tokens
DETACH DELETE m
