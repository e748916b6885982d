"""Pictures: bars for the screen in characters and for a page as SVG; they do not know where numbers come from."""
