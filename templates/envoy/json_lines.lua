-- JSON lines: every line is a document. They end with LF; a CR is white space of JSON.

local Documents = {}
Documents.__index = Documents

function Documents:feed(bytes)
  local at = 1
  for stop in bytes:gmatch("()\n") do
    self.document:feed(bytes:sub(at, stop - 1))
    self.document:restart()
    at = stop + 1
  end
  self.document:feed(bytes:sub(at))
end

return Documents
