-- Text without the spaces and tabs around it.
--
-- Not by a pattern such as "^%s*(.-)%s*$": the time that it takes grows with the square of the spaces
-- inside a text, and all other requests of the worker wait so long.

local function blank(byte)
  return byte == 0x20 or byte == 0x09
end

return function(text)
  local first, last = text:find("[^ \t]"), #text
  if not first then
    return ""
  end
  while blank(text:byte(last)) do
    last = last - 1
  end
  return text:sub(first, last)
end
