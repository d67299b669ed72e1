"""The panel: read from files, checked, kept, corrected and handed out again."""
