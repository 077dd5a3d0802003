"""Tests in production: begun, judged while verdicts come in, ended; and promotions that an alert undoes."""
