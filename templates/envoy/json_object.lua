-- A JSON object (RFC 8259) of an issuer's: a few members are read of it, by their names.

local json_tape = require("json_tape")
local json_value = require("json_value")
local utf8_text = require("utf8_text")

local M = {}

-- How many arrays and objects may be open at once: more than any issuer writes.
local DEPTH = 32

local Object = {}
Object.__index = Object

-- The object on a tape with this number there.
local function at(tape, value)
  return setmetatable({ tape = tape, members = json_value.members(tape, value) }, Object)
end

-- The object that `text` is; nil: it is something else.
function M.of(text)
  local tape = utf8_text.valid(text) and json_tape(text, DEPTH)
  return tape and json_value.type(tape, 1) == "object" and at(tape, 1) or nil
end

-- The type of a member, as JSON calls it; nil: there is none.
function Object:type(name)
  local value = self.members[name]
  return value and json_value.type(self.tape, value)
end

-- A member that is a text; nil: it is none.
function Object:text(name)
  return self:type(name) == "string" and json_value.text(self.tape, self.members[name]) or nil
end

-- A member that is a whole number, however it is written; nil: it is none.
function Object:whole(name)
  local number = self:type(name) == "number" and json_value.number(self.tape, self.members[name])
  return number and number % 1 == 0 and number or nil
end

-- Whether a member is `true`.
function Object:is_true(name)
  local value = self.members[name]
  return value ~= nil and self.tape.bytes:byte(self.tape.starts[value]) == 0x74
end

-- A member that is an object; nil: it is none.
function Object:object(name)
  return self:type(name) == "object" and at(self.tape, self.members[name]) or nil
end

-- What `read` makes of the values of this type in a member that is a list; none where it is none.
local function listed(object, name, kind, read)
  local found, tape, list = {}, object.tape, object.members[name]
  local value = object:type(name) == "array" and list + 1
  while value and value < tape.ends[list] do
    if json_value.type(tape, value) == kind then
      found[#found + 1] = read(tape, value)
    end
    value = json_value.behind(tape, value)
  end
  return found
end

-- The texts in a member that is a list.
function Object:texts(name)
  return listed(self, name, "string", json_value.text)
end

-- The objects in a member that is a list.
function Object:objects(name)
  return listed(self, name, "object", at)
end

return M
