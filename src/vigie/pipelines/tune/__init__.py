"""`vigie tune`: the search for a candidate's best parameters, in parallel, recorded, and gone on with after a stop."""
