"""The same fitted model behind Vigie and behind the servers that people would otherwise take."""
