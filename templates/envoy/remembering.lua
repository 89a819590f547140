-- A function that remembers what it found for texts that come again and again.
--
-- Bounded in number and length: clients and vendors choose the texts. What is full is forgotten.

local MOST, LONGEST = 2000, 300

-- `find`: gives for a text what is remembered, never nil.
return function(find)
  local known, count = {}, 0
  return function(text)
    local value = known[text]
    if value ~= nil then
      return value
    end
    value = find(text)
    if #text <= LONGEST then
      if count >= MOST then
        known, count = {}, 0
      end
      known[text], count = value, count + 1
    end
    return value
  end
end
