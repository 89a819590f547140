-- Who may call.
return {
  ["keys"] = {
    ["a5a"] = "\010a5ac97a9ab2d4e26c1064010d2e0508c74458de606ed5d668afd33e0ee97b191 support-desk - -\010",
  },
}
