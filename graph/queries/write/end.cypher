// End one transaction that is past its time.
// params: id
// rows: none
TERMINATE TRANSACTIONS $id
