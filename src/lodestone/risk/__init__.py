"""Published metrics of supply risk; one method family a file."""
