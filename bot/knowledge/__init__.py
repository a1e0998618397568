"""YAML -> KnowledgeBase: what the record says, and where each sentence comes from."""
