"""Where rows come from: files, archives, URLs and ADEME's service. Every value arrives as the text it was."""
