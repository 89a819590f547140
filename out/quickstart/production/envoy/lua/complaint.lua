-- What does not fit, in words for the client: a place and a text, and never a value of the body.

local json_value = require("json_value")
local settings = require("settings")

local M = {}

-- `value`: the number of the value on the body's tape. steps: how many lead to it. types: what was
-- expected, of `type`.
function M.of(word, value, steps, types)
  return { word = word, value = value, steps = steps, types = types }
end

-- The complaint about a member that an object does not have.
function M.missing(name, object, steps)
  return { word = "required", value = object, steps = steps, name = name }
end

-- The step from an array or object to what holds the wanted value, and the number of that.
local function step(tape, from, wanted)
  local object = json_value.type(tape, from) == "object"
  local at, count = from + 1, 0
  while true do
    local value = object and at + 1 or at
    local behind = json_value.behind(tape, value)
    if wanted < behind then
      return object and json_value.text(tape, at) or tostring(count), value
    end
    at, count = behind, count + 1
  end
end

local function encoded(char)
  return ("%%%02X"):format(char:byte())
end

-- A step as a JSON pointer in ASCII has it. Half a pair of surrogates is no character.
local function shown(text)
  text = text:sub(1, settings.validation.place_bytes + 3):gsub("\237[\160-\191].", "\239\191\189")
  text = text:gsub("~", "~0"):gsub("/", "~1")
  return "/" .. text:gsub("[^%w~._-]", encoded)
end

local function place(tape, found)
  local parts, value = {}, 1
  while value ~= found.value do
    local name
    name, value = step(tape, value, found.value)
    parts[#parts + 1] = shown(name)
  end
  parts[#parts + 1] = found.name and shown(found.name)
  local text, most = table.concat(parts), settings.validation.place_bytes
  return #text <= most and text or text:sub(1, most - 3) .. "..."
end

-- `tape`: the one whose value the complaint is about; nil: it is about the body as a whole.
function M.text(found, tape)
  local text = settings.validation.texts[found.word] .. table.concat(found.types or {}, " or ")
  local where = tape and place(tape, found) or ""
  return where == "" and text or where .. ": " .. text
end

return M
