"""The brief as blocks of a note: one section a file; words and figures, no arithmetic of its own."""
