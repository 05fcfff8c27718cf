"""Publishers' own files into facts: one publisher, one connector."""
