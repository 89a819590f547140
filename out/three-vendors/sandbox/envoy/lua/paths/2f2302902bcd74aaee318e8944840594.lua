-- The operations below a base, by their paths. Named by a digest of its content.
return {
  ["usages"] = {
    {
      ["answer"] = {
        ["pointers"] = {
          {
            "usage",
            "prompt_tokens",
          },
          {
            "usage",
            "completion_tokens",
          },
          {
            "model",
          },
          {
            "usage",
            "total_tokens",
          },
        },
        ["places"] = {
          ["input"] = {
            1,
          },
          ["output"] = {
            2,
          },
          ["model"] = {
            3,
          },
          ["total"] = {
            4,
          },
        },
      },
      ["stream"] = {
        ["pointers"] = {
          {
            "usage",
            "prompt_tokens",
          },
          {
            "usage",
            "completion_tokens",
          },
          {
            "model",
          },
          {
            "usage",
            "total_tokens",
          },
        },
        ["places"] = {
          ["input"] = {
            1,
          },
          ["output"] = {
            2,
          },
          ["model"] = {
            3,
          },
          ["total"] = {
            4,
          },
        },
      },
    },
  },
  ["literals"] = {
    ["/v1/chat/completions"] = {
      ["template"] = "/v1/chat/completions",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createChatCompletion",
          ["limit"] = 10485760,
          ["usage"] = 1,
        },
      },
    },
    ["/v1/models"] = {
      ["template"] = "/v1/models",
      ["operations"] = {
        ["GET"] = {
          ["id"] = "listModels",
          ["limit"] = 10485760,
        },
      },
    },
  },
  ["templates"] = {
    {
      ["template"] = "/v1/models/{model}",
      ["parts"] = {
        "/v1/models/",
        {
          ["parameter"] = "model",
        },
      },
      ["operations"] = {
        ["GET"] = {
          ["id"] = "retrieveModel",
          ["limit"] = 10485760,
        },
      },
    },
  },
}
