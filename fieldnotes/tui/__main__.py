"""The application's own process, started by the supervisor."""

import sys

from fieldnotes.tui.starting import main

if __name__ == "__main__":
    sys.exit(main())
