"""The steps by which the tables of a book came to their present shape."""
