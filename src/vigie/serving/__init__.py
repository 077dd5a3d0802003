"""The service: a verified servable behind HTTP, whose every answer is in the ledger first."""
