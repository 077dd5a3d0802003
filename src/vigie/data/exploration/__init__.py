"""What the training rows say before any model: numbers first, then one page to read."""
