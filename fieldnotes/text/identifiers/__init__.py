"""Finding what could tell who somebody is, or where: advice while writing, computed on this machine only."""
