"""HTTP request -> engine -> HTTP response, and the pages around it."""
