"""Retrieval: finding coded passages by what they are coded with, and by what stands beside them.

A question is read (:mod:`parsing`) into an expression (:mod:`expressions`) over names of the codebook (:mod:`names`), which is
answered from codings and their places (:mod:`answering`). No word of a passage is looked at; only a question about sentences
asks where these begin.
"""
