"""Reports as single HTML files: pictures inside, no script, nothing fetched, in the project's language."""
