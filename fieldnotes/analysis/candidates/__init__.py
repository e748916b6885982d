"""Passages that a factor may fit: found and ranked by their words, explained by them, and never coded by themselves."""
