"""Tables, tests, effect sizes and response rates."""
