// A version of the policy is found by its number.
// params: none
// rows: none
// seconds: 60
CREATE INDEX policy_version IF NOT EXISTS
FOR (n:Policy) ON (n.version)
