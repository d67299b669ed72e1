"""What comes back: delivery reports and complaints are read, matched to messages and recorded."""
