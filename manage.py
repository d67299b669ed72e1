"""Django's commands for the platform, as `lovende manage` has them too."""

import sys

from lovende.config.manage import manage

manage(sys.argv[1:])
