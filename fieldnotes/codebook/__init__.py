"""The codebook: taxonomy models, loading and checking, what bands imply, the guide's questions."""
