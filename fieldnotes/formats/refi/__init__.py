"""REFI-QDA 1.0: codebooks (.qdc) and projects (.qdpx) that other programs for qualitative analysis read and write."""
