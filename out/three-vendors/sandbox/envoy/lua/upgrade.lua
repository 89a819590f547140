-- Requests with which a client asks for a WebSocket (RFC 6455). Envoy's codec lets the word pass on
-- every path of a gateway that has such operations, and reads no more HTTP behind such a head.

local M = {}

-- Envoy takes the Transfer-Encoding of such a request away, so that nothing tells whether it has a
-- body of unannounced length; a method of these has none.
local BODILESS = { DELETE = true, GET = true, HEAD = true, OPTIONS = true }

-- Whether the operation may be upgraded, and the request is a valid question: it has no body that
-- would have to be told from what follows (RFC 6455 section 4.1), and no HTTP/1.0 client can ask
-- (RFC 9110 section 7.8).
local function agreeable(handle, seen, operation)
  local bodiless = (tonumber(seen.length) or 0) == 0
  return operation.websocket and bodiless and handle:streamInfo():protocol() ~= "HTTP/1.0"
end

-- What becomes of it: the upgrade where the operation is one, else an ordinary request, as if it had
-- not been asked for (RFC 9110 section 7.8). False: the end of its body is not known, or it would
-- have to be signed, which waits for the end of the body, and Envoy never sees one here.
function M.decide(handle, headers, seen, known)
  if known.api.key and known.api.key.signed then
    return false
  end
  if agreeable(handle, seen, known.operation) then
    seen.websocket, known.upgrade = true, true
    return true
  end
  if not seen.length and BODILESS[seen.method] then
    headers:replace("content-length", "0")
    seen.length = "0"
  end
  known.announced = tonumber(seen.length)
  -- Envoy shows no body to code that has waited, so its end could not be watched.
  return known.announced ~= nil and not known.waited
end

-- Lets the announced bytes of an ordinary request pass and no others: behind these the vendor would
-- read another request, which nobody checked.
function M.body_only(handle, announced)
  local left = announced
  for chunk in handle:bodyChunks() do
    local size = chunk:length()
    if size > left then
      chunk:setBytes(chunk:getBytes(0, left))
    end
    left = math.max(0, left - size)
  end
end

return M
