"""From a source to a versioned, validated dataset, and its exploration. The only door to Delta and Pandera."""
