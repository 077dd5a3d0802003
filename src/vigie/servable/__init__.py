"""The light side: what a service loads, verifies and answers with."""
