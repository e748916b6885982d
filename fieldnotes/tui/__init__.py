"""The screens: a face over the same functions as the command line. Nothing is decided here."""
