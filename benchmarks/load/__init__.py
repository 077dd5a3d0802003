"""How the service does under load, against what it is compared with, on the same core in the same run."""
