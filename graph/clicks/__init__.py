"""Click -> row: recording that a visitor followed a sponsor's link."""
