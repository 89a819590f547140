-- What an issuer says of a token, in its payload or when it is asked: what all of them are held to.

local M = {}

-- Whether a token that ends there still counts. `leeway`: seconds that clocks may differ.
function M.lasts(ends, leeway)
  return os.time() < ends + leeway
end

-- Whether one of `audiences` (by their texts) is whom it is for.
function M.is_meant(object, audiences)
  local text = object:text("aud")
  if text then
    return audiences[text] == true
  end
  for _, one in ipairs(object:texts("aud")) do
    if audiences[one] then
      return true
    end
  end
  return false
end

-- Whom it speaks of: the text where `pointer` (a list of names) leads; "": it does not say. No
-- consumer has a zero byte in its subject, and in Envoy's metadata it would be the text's end.
function M.subject(object, pointer)
  for step = 1, #pointer - 1 do
    object = object and object:object(pointer[step])
  end
  local text = object and object:text(pointer[#pointer])
  return text and not text:find("%z") and text or ""
end

-- What it may be used for: a text with a space before and behind each scope. One with a space in it
-- would be read as two, and one with a zero byte as what stands before that.
function M.scopes(object, names)
  local found = {}
  for _, name in ipairs(names) do
    found[#found + 1] = object:text(name)
    for _, scope in ipairs(object:texts(name)) do
      found[#found + 1] = not scope:find(" ", 1, true) and scope or nil
    end
  end
  local text = " " .. table.concat(found, " ") .. " "
  return (text:gsub("[^ ]*%z[^ ]*", ""))
end

return M
