// An id names one time that a policy was made the policy.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT policy_id IF NOT EXISTS
FOR (n:Policy) REQUIRE n.id IS UNIQUE
