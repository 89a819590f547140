-- Who may call.
return {
  ["keys"] = {
    ["5ab"] = "\0105ab810fb9b897a04e1dcb3ccb24b6cc32d454835272b227d1f8d12e1ec80d97d support-tools-sandbox - 1\010",
  },
  ["grants"] = {
    "return {\010  [\034plan\034] = 1,\010}",
  },
}
