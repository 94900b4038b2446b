"""One file a group of pages: each asks the report room and fills a template."""
