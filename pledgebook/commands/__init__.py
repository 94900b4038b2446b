"""The commands that keep a book and ask it: thin, one function a command, registered by `cli`."""
