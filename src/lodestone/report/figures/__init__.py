"""One figure a file: rows in, an Altair chart out; drawn without a browser."""
