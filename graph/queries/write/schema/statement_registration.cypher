// Statements by registration.
// params: none
// rows:   none
CREATE INDEX statement_registration IF NOT EXISTS FOR (n:Statement) ON (n.registration)
