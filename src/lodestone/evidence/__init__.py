"""From text to claims that quote the very characters they rest on."""
