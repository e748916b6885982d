"""Every key of the application: one registry, and what is made of it."""
