"""Where counting runs: on this machine or on many. Every engine gives the same pair counts."""
