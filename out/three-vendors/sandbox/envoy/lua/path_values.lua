-- Whether a raw path fits a path template. A parameter is any non-empty text without a slash, and
-- may share its segment with literal text ("models/{model}:run").

-- Where `literal` starts when a parameter before it starts at `at`; the last literal must end with
-- the path. The first place will do: a parameter never holds a slash, so a later place of the same
-- literal never lets more of the path fit.
local function after_parameter(path, literal, at, last)
  local first = last and #path - #literal + 1 or path:find(literal, at + 1, true)
  return first and path:sub(first, first + #literal - 1) == literal and first or nil
end

local function at_once(path, literal, at)
  return path:sub(at, at + #literal - 1) == literal and at or nil
end

-- Keeps a parameter's value; false when it cannot be one.
local function keep(found, name, value)
  if value == "" or value:find("/", 1, true) then
    return false
  end
  found[name] = value
  return true
end

-- The parameters' raw values by name, or nil when the path does not fit. `parts`: literal text, and
-- tables that name a parameter, as the template has them in turn.
return function(parts, path)
  local found, at, waiting = {}, 1, nil
  for index, part in ipairs(parts) do
    if type(part) == "table" then
      waiting = part.parameter
    else
      local find = waiting and after_parameter or at_once
      local first = find(path, part, at, index == #parts)
      if not first or waiting and not keep(found, waiting, path:sub(at, first - 1)) then
        return nil
      end
      at, waiting = first + #part, nil
    end
  end
  if waiting then
    return keep(found, waiting, path:sub(at)) and found or nil
  end
  return at == #path + 1 and found or nil
end
