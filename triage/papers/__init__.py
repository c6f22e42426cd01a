"""Papers: what leaves the program to be read elsewhere, as one value that four writers write."""
