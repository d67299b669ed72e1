"""Sending: rounds are begun and filled, messages claimed one by one, and given to the mail server.

A message goes out at most once for a round, whatever stops in the middle. It is stored as
`SENDING` in a transaction of its own before the mail server is spoken to, and as `SENT` in the
next one, which claims the next message too: one commit for each message, and at most one message
of a worker that is killed is in doubt. Such a message is never sent again by itself.
"""
