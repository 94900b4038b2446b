"""The book in a browser, and the API beside every page."""
