"""What is fast and what is not, measured: `make bench` prints a table and writes JSON."""
