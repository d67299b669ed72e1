"""Base templates, the design system, the guards of every page. No business words."""
