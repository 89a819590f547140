-- The JSON documents inside a binary event stream (application/vnd.amazon.eventstream). A frame is a
-- prelude of 12 bytes (the length of the whole frame, that of its headers, a checksum: 4 bytes each,
-- the first one the highest), the headers, the payload, and a checksum of 4 bytes. The payload is a
-- document of its own, read when the frame is whole.

-- A longer frame, in bytes, is passed over: no report of usage is as long.
local LONGEST = 256 * 1024

local PRELUDE, CHECKSUM = 12, 4

local Frames = { part = "prelude", left = PRELUDE, head = "" }
Frames.__index = Frames

local function number(text, at)
  local a, b, c, d = text:byte(at, at + 3)
  return ((a * 256 + b) * 256 + c) * 256 + d
end

local STEP = {}

-- Lengths that contradict each other: this is no such stream, and nothing more is read of it.
function STEP.prelude(self)
  local whole, headers = number(self.head, 1), number(self.head, 5)
  self.payload = whole - headers - PRELUDE - CHECKSUM
  self.pieces = whole <= LONGEST and {} or nil
  self.part, self.left, self.head = "headers", headers, ""
  self.broken = self.payload < 0
end

function STEP.headers(self)
  self.part, self.left = "payload", self.payload
end

function STEP.payload(self)
  self.part, self.left = "checksum", CHECKSUM
end

function STEP.checksum(self)
  if self.pieces then
    self.document:feed(table.concat(self.pieces))
    self.document:restart()
  end
  self.part, self.left, self.pieces = "prelude", PRELUDE, nil
end

function Frames:take(bytes)
  if self.part == "prelude" then
    self.head = self.head .. bytes
  elseif self.part == "payload" and self.pieces then
    self.pieces[#self.pieces + 1] = bytes
  end
end

-- Reads on through the parts of frames, wherever the chunks were cut.
function Frames:feed(bytes)
  local at = 1
  while at <= #bytes and not self.broken do
    local stop = math.min(#bytes, at + self.left - 1)
    self:take(bytes:sub(at, stop))
    self.left = self.left - (stop - at + 1)
    at = stop + 1
    while self.left == 0 and not self.broken do
      STEP[self.part](self)
    end
  end
end

return Frames
