"""Recipes: functions that return scikit-learn estimators, and whose docstrings are the experiments' texts."""
