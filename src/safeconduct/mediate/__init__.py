"""The mediator's table: packages of terms, who would accept them, what each is worth in people."""
