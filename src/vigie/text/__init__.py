"""What is done to a text before it is counted: the same functions when a model is fitted and when it answers."""
