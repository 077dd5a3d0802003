"""What the service answers over HTTP: it writes these records, and its client reads them. A file for each subject."""
