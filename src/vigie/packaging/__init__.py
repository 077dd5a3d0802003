"""The heavy side of a servable: a fitted estimator is compiled, proved equal, and saved."""
