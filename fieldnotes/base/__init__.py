"""The ground floor: errors, identifiers, spans, labels, the tables that may leave, settings, shipped data."""
