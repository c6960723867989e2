"""Click rows -> other systems that count clicks: in order, each at least once."""
