-- The media type of a Content-Type header, in lower case and without its parameters.

local remembering = require("remembering")
local settings = require("settings")

-- {name, stream: whether answers of this type are streams, json: whether they are one document}.
return remembering(function(value)
  local name = value:match("^[^; \t]*"):lower()
  local stream = settings.stream_types[name] == true
  return { name = name, stream = stream, json = not stream and name:find("[/+]json$") ~= nil }
end)
