"""What the gateways' logs say was used: their lines are read and added up, then shown.

Logs are read once, from the beginning to the end. What is kept are sums for each group, so memory
grows with the groups and not with the lines.
"""
