"""Questions to the book and their answers: plain data out, the same for the command line, the pages and the API.

Every function takes an open connection (`Book.reading()`) and changes nothing. Call `ledger.settling.caught_up(book)`
before, so that nothing waits for merging.
"""
