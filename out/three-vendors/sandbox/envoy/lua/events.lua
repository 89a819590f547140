-- The JSON documents inside a stream, fed on as their bytes arrive: server-sent events (WHATWG
-- HTML, section 9.2), whose lines end with LF, CRLF or CR, and other framings.

local M = {}

local FIELD = "data:"

local Lines = {}
Lines.__index = Lines

-- A piece of a line. `head` gathers the first bytes of the line until they show which field it is.
function Lines:piece(text)
  if self.field == nil then
    self.head = self.head .. text
    if #self.head < #FIELD then
      return
    end
    self.field = self.head:sub(1, #FIELD)
    text = self.head:sub(#FIELD + 1)
  end
  if self.field == FIELD then
    self.document:feed(text)
  end
end

-- An event may have several data lines, joined by line breaks; an empty line ends it.
function Lines:finish()
  if self.field == FIELD then
    self.document:feed("\n")
  elseif self.head == "" then
    self.document:restart()
  end
  self.head, self.field = "", nil
end

-- Calls piece and finish for the lines of `bytes`, wherever the chunks were cut.
function Lines:feed(bytes)
  local at = 1
  if self.after_return and bytes:sub(1, 1) == "\n" then
    at = 2
  end
  self.after_return = bytes:sub(-1) == "\r"
  while at <= #bytes do
    local stop = bytes:find("[\r\n]", at)
    if stop ~= at then
      self:piece(bytes:sub(at, (stop or 0) - 1))
    end
    if not stop then
      return
    end
    self:finish()
    at = stop + (bytes:sub(stop, stop + 1) == "\r\n" and 2 or 1)
  end
end

local READERS = {
  ["text/event-stream"] = Lines,
  ["application/x-ndjson"] = require("json_lines"),
  ["application/vnd.amazon.eventstream"] = require("frames"),
}

-- A reader of a stream of `media_type` that feeds `document`; nil for framings it does not know.
function M.reader(media_type, document)
  local kind = document and READERS[media_type]
  return kind and setmetatable({ document = document, head = "" }, kind)
end

return M
