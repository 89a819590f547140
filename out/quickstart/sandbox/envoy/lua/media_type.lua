-- The media type of a Content-Type header, in lower case and without its parameters.

local remembering = require("remembering")
local settings = require("settings")

-- {name, stream: whether answers of this type are streams}.
return remembering(function(value)
  local name = value:match("^[^; \t]*"):lower()
  return { name = name, stream = settings.stream_types[name] == true }
end)
