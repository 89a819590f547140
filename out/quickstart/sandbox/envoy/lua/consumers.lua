-- Who may call.
return {
  ["keys"] = {
    ["e5b"] = "\010e5b16b2bc4b68ff69a1c6b77246b19251acd5ff89a92b94cfc08f2b712dbb23b demo-app - -\010",
  },
}
