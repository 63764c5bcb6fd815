"""A week's mail in virtual time: what bench/mailweek is made of."""
