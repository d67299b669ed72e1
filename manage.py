"""Django's commands for the platform, as the verb `lovende manage` has them too."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.config.settings")
execute_from_command_line(sys.argv)
