"""Transformers: pretrained encoders, frozen under a linear model or trained on for the classes."""
