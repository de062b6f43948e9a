"""The judge: a plan against the facts, sharing only the nouns with the planner."""
