"""The pages of the portal's sites: frozen views of a gateway, and templates that print them."""
