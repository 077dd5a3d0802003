"""The ledger's history, one file a step. Run by `vigie.ledger.migrate`."""
