"""Figures about a casebook, for its owner's screen. Nothing counted here may leave; a release counts for itself."""
