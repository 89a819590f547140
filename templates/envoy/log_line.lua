-- The parts of the log line that the Lua code knows, as members of a JSON object (section 7 of the
-- contract). Envoy prints them as they are: every value passes json_quote.

local json_quote = require("json_quote")

local M = {}

local NO_API = '"api":null,"api_version":null,"gen_ai.provider.name":null,"path":null'
local NO_OPERATION = '"operation":null'

-- The API's part ends inside the text of `path`, which the path's part continues.
function M.of_api(api)
  return ('"api":%s,"api_version":%s,"gen_ai.provider.name":%s,"path":%s'):format(
    json_quote(api.name),
    json_quote(api.version),
    json_quote(api.provider),
    json_quote(api.base):sub(1, -2)
  )
end

function M.of_path(template)
  return json_quote(template):sub(2)
end

function M.of_operation(id)
  return '"operation":' .. json_quote(id)
end

-- The request's part. `known`: the found api, path, operation, consumer (quoted) and model, each
-- nil as long as it is not known.
function M.request(method, known)
  return (known.path and known.api.line .. known.path.line or NO_API)
    .. ","
    .. (known.operation and known.operation.line or NO_OPERATION)
    .. ',"method":'
    .. json_quote(method)
    .. ',"consumer":'
    .. (known.consumer or "null")
    .. ',"gen_ai.request.model":'
    .. json_quote(known.model)
end

-- The answer's part. `found`: error_code, vendor_request_id, stream, model, input and output.
function M.answer(found)
  return '"error_code":'
    .. json_quote(found.error_code)
    .. ',"vendor_request_id":'
    .. json_quote(found.vendor_request_id)
    .. ',"stream":'
    .. json_quote(found.stream)
    .. ',"gen_ai.response.model":'
    .. json_quote(found.model)
    .. ',"gen_ai.usage.input_tokens":'
    .. json_quote(found.input)
    .. ',"gen_ai.usage.output_tokens":'
    .. json_quote(found.output)
end

return M
