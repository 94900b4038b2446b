"""Statements go out here, one format a file. Each has `lines(extractions, explain=…)`, which yields text at once."""
