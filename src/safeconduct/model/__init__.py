"""The nouns of a corridor, in the order in which they come to be; every station knows only these."""
