-- Which limits apply to a request.

local limits_of_request = require("limits_of_request")
local load = require("shared_limit_names")

local M = {}

-- The limits of a request, the API's first: name, who, scope (of those that limit tokens of one: id,
-- by which what runs is counted), kind, of_tokens, group (of the headers that
-- tell it), reserve (tokens, or 0), code and body (of the refusal), look and count (the descriptors
-- that ask for it). counted: those that count requests. `request`: what is known of it.
M.of = limits_of_request(load)

return M
