"""The two themes: dark and light, few colours, each of which also differs in brightness."""

from textual.theme import Theme

DARK = Theme(
    name="fieldnotes-dark",
    primary="#7fb3a6",
    secondary="#8fa3b8",
    accent="#e0b060",
    foreground="#d8dcd9",
    background="#12171a",
    surface="#12171a",
    panel="#1d2529",
    success="#8fbf7f",
    warning="#e0b060",
    error="#e07a6a",
    dark=True,
    variables={
        "input-cursor-background": "#d8dcd9",
        "input-cursor-foreground": "#12171a",
        "input-selection-background": "#38535a",
        "input-selection-foreground": "#ffffff",
        "block-cursor-background": "#2c3f45",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#1d2529",
        "block-cursor-blurred-foreground": "#d8dcd9",
        "block-cursor-blurred-text-style": "none",
    },
)

LIGHT = Theme(
    name="fieldnotes-light",
    primary="#1c6b5e",
    secondary="#44566a",
    accent="#8a5a00",
    foreground="#1e2528",
    background="#fbfaf6",
    surface="#fbfaf6",
    panel="#ebe8df",
    success="#2f6b24",
    warning="#8a5a00",
    error="#a8321f",
    dark=False,
    variables={
        "input-cursor-background": "#1e2528",
        "input-cursor-foreground": "#fbfaf6",
        "input-selection-background": "#bcd9d2",
        "input-selection-foreground": "#101416",
        "block-cursor-background": "#cfe2dc",
        "block-cursor-foreground": "#101416",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#ebe8df",
        "block-cursor-blurred-foreground": "#1e2528",
        "block-cursor-blurred-text-style": "none",
    },
)

THEMES = {"dark": DARK, "light": LIGHT}
