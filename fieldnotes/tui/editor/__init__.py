"""The editor: one text, written in Interview and read in Coding."""
