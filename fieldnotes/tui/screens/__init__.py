"""What is shown, one screen a module."""
