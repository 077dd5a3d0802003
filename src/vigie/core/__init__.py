"""The words everything else is written in: errors, types, the schema and the project file. Pure."""
