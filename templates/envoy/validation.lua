-- The policy `validate_requests`: a body is held until all of it is there, and then looked at.

local body_check = require("body_check")
local body_kind = require("body_kind")
local complaint = require("complaint")
local refusal = require("refusal")
local settings = require("settings")
local shape_table = require("shape_table")
local whole_body = require("whole_body")

local M = {}

-- Of a larger body Lua would keep for long what is left of it.
local LARGE = 1024 * 1024

local function check(buffer, set, shape)
  set.nodes = set.nodes or shape_table(set.shapes)
  return body_check(buffer:getBytes(0, buffer:length()), set.nodes, shape)
end

-- What is wrong with a body that must be read, in words; or the code of another refusal.
local function read(handle, seen, known, body)
  if seen.upgrade then -- nothing tells Envoy where the body of such a request ends
    return nil, "invalid_request"
  end
  local buffer = whole_body(handle, known)
  local size = buffer and buffer:length() or 0
  if size == 0 then
    return body.required and complaint.text(complaint.of("empty"))
  elseif size > known.operation.limit then
    return nil, "request_too_large"
  end
  local found = check(buffer, known.api.operations, body.shape)
  if size > LARGE then
    collectgarbage()
  end
  return found
end

-- The same of any body; nil or false: nothing is wrong.
local function wrong(handle, seen, known, body)
  local headers = handle:headers()
  local kind = body_kind.media_type(headers)
  if body_kind.is_empty(handle, headers, seen, known) then
    return body.required and complaint.text(complaint.of("empty"))
  elseif not body.shape or not body_kind.is_json(kind) then
    return not body_kind.is_of(body.types, kind) and complaint.text(complaint.of("content"))
  end
  return read(handle, seen, known, body)
end

-- The refusal, or nil; known.warning: what the answer says of a request that passes all the same.
function M.decide(handle, seen, known)
  local body = known.operation.body
  if not body then
    return nil
  end
  local found, code = wrong(handle, seen, known, body)
  if not found then
    return code and refusal.of(code)
  elseif known.api.validate == "warn" then
    known.warning = settings.validation.warning .. found
    return nil
  end
  local refused = refusal.of("invalid_request")
  refused.body = table.concat(settings.validation.message, found)
  return refused
end

return M
