// An id names one of the proficiency levels, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT proficiency_level_id IF NOT EXISTS
FOR (n:ProficiencyLevel) REQUIRE n.id IS UNIQUE
