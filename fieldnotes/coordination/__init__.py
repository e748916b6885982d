"""The coordinator's side: who may send, what came in and whether it holds, adding up, publishing. No interview is here."""
