"""Words as vectors: trained on the training rows, or read from a file."""
