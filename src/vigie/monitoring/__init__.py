"""What is watched and what is said about it: the rejection rule, accuracy from verdicts, messages. No database."""
