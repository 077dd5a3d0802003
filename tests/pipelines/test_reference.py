"""Quality and time on real data: from the file to a promoted champion, by the commands that people type."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

AIRLINE = """
name = "airline"

[data]
source = "{data}/airline_tweets.csv.gz"
key = "tweet_id"
time = "tweet_created"

[target]
column = "airline_sentiment"
classes = {{ negative = ["negative"], other = ["neutral", "positive"] }}
positive = "negative"

[features.text]
type = "text"
language = "en"

[metric]
decide_by = "roc_auc"

[candidates.baseline]
recipe = "tfidf-logreg"

[candidates.svc]
recipe = "tfidf-svc"

[candidates.majority]
recipe = "dummy"
"""
