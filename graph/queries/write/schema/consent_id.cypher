// An id names one statement about consent.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT consent_id IF NOT EXISTS
FOR (n:Consent) REQUIRE n.id IS UNIQUE
