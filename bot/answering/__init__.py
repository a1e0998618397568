"""A decision -> a reply, within a conversation."""
