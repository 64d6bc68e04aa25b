// What the server is working on, to find a statement that is past its time.
// params: none
// rows: id, text, running
SHOW TRANSACTIONS YIELD transactionId, currentQuery, elapsedTime
RETURN transactionId AS id, currentQuery AS text, elapsedTime AS running
