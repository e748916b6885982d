"""How far coders agree: chance-corrected coefficients for labels and for spans, with intervals, or the reason why not."""
