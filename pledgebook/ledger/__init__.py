"""The book: facts that are only added to, judgements of people, and the commitments that follow from both."""
