"""The nouns of a corridor, in the order in which they come to be."""
