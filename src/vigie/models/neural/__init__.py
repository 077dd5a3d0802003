"""Networks over the words of a text, trained with PyTorch through skorch."""
