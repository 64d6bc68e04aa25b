// An id names one of the role families, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT role_family_id IF NOT EXISTS
FOR (n:RoleFamily) REQUIRE n.id IS UNIQUE
