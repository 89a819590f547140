"""`gatewright dev`: a project served on this machine while people work on it.

Compiles on every save, puts the new build under a running engine, and shows the portal with what
the compiler has to say.
"""
