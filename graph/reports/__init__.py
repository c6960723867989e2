"""Reports for people: asked of the API itself, and laid out."""
