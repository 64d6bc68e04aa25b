// An id names one of the proficiency scales, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT proficiency_scale_id IF NOT EXISTS
FOR (n:ProficiencyScale) REQUIRE n.id IS UNIQUE
