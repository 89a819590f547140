-- Finds a few values in a JSON document (RFC 8259) that arrives in pieces of any size.
--
-- Keeps the way to the current value and at most LONGEST bytes of a name or a wanted value; what no
-- pointer leads into is skipped by its brackets and strings alone. A document that is not JSON
-- yields what was found before the fault.

local pointer_tree = require("pointer_tree")

local LONGEST = 512

local Reader = {}
Reader.__index = Reader

-- What the reader does next, by its mode.
local STEP = {}
for _, steps in ipairs({ require("json_structure"), require("json_tokens") }) do
  for mode, step in pairs(steps) do
    STEP[mode] = step
  end
end

function Reader.child(node, token)
  return node and node.children[token]
end

function Reader:restart()
  self.stack, self.node, self.mode = {}, self.root, "value"
end

function Reader:collect(piece)
  if #self.text + #piece > LONGEST then
    self.long = true
  else
    self.text = self.text .. piece
  end
end

function Reader:start(mode, role)
  self.mode, self.role, self.text, self.long, self.escaped = mode, role, "", false, false
end

function Reader:found(value)
  if self.node and self.node.name and value ~= nil and not self.long then
    self.record(self.node.name, value)
  end
  self.mode = "next"
end

function Reader:close()
  self.stack[#self.stack] = nil
  self.mode = #self.stack > 0 and "next" or "done"
end

function Reader:feed(bytes)
  local at = 1
  while at and at <= #bytes and self.mode ~= "done" do
    at = STEP[self.mode](self, bytes, at)
  end
end

local M = {}

-- A reader that calls record(name, value) for each of `pointers` (tokens by name) it meets; nil
-- when there are none.
function M.of(pointers, record)
  if not pointers or not next(pointers) then
    return nil
  end
  local reader = setmetatable({ root = pointer_tree(pointers), record = record }, Reader)
  reader:restart()
  return reader
end

return M
