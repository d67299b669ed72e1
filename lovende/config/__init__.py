"""The platform put together: settings, addresses, the web application and the worker."""
