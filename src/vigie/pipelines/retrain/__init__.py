"""Retraining: new data and reviewed labels, checked; the champion trained again, judged; or nothing changed."""
