"""Discord: thin adapters around the desk."""
