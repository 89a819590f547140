"""`make bench`: speed and size, as figures with the machine named. Nothing here is a test."""
