"""Keys of consumers: made, written into consumers.yaml and taken out of it again.

The file belongs to people. It is changed like a person would change it, a few letters at the right
place; every other byte stays as it is.
"""
