-- Who may call.
return {
  ["keys"] = {
    ["148"] = "\010148663795460a30d5790e61eae30913229e5543b6dc62c4f3eada4575810a303 support-tools-production 4070908800 1\010",
  },
  ["grants"] = {
    "return {\010  [\034plan\034] = 1,\010  [\034apis\034] = {\010    [\034AzureChat@1.0.0\034] = true,\010    [\034ChatAPI@1.0.0\034] = true,\010    [\034ChatAPI@2.0.0\034] = true,\010    [\034MistralAIAPI@0.0.2\034] = true,\010  },\010  [\034limits\034] = {\010    {\010      [\034kind\034] = \034tokens\034,\010      [\034amount\034] = 5000000,\010      [\034window\034] = 86400000,\010      [\034counter\034] = \034tokens/86400\034,\010      [\034reserve\034] = 1000,\010      [\034code\034] = \034token_limit_exceeded\034,\010      [\034body\034] = \034{\092034error\092034:{\092034message\092034:\092034The limit of 5000000 tokens a day of this consumer is used up.\092034,\092034type\092034:\092034rate_limit_error\092034,\092034code\092034:\092034token_limit_exceeded\092034,\092034param\092034:null}}\034,\010    },\010  },\010}",
  },
}
