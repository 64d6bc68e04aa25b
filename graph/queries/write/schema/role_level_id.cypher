// An id names one of the role levels, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT role_level_id IF NOT EXISTS
FOR (n:RoleLevel) REQUIRE n.id IS UNIQUE
