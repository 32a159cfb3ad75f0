"""What a report mentions: actors, places, times and quantities."""
