"""How many files become a checked data set: one document end to end, the batch, the outputs, the command line."""
