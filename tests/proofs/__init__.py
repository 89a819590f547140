"""The promises of the compiler, proven on whole projects."""
