"""`gatewright init`: what is asked about a new project, and the files that it is made of."""
