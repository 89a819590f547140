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
    {
      ["answer"] = {
        ["pointers"] = {
          {
            "usage",
            "prompt_tokens",
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
          ["model"] = {
            2,
          },
          ["total"] = {
            3,
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
          ["model"] = {
            2,
          },
          ["total"] = {
            3,
          },
        },
      },
    },
  },
  ["literals"] = {
    ["/openai/models"] = {
      ["template"] = "/openai/models",
      ["operations"] = {
        ["GET"] = {
          ["id"] = "Models_List",
          ["limit"] = 10485760,
        },
      },
    },
  },
  ["templates"] = {
    {
      ["template"] = "/openai/deployments/{deployment-id}/chat/completions",
      ["parts"] = {
        "/openai/deployments/",
        {
          ["parameter"] = "deployment-id",
        },
        "/chat/completions",
      },
      ["operations"] = {
        ["POST"] = {
          ["id"] = "ChatCompletions_Create",
          ["limit"] = 10485760,
          ["usage"] = 1,
          ["model"] = {
            ["path"] = "deployment-id",
          },
        },
      },
    },
    {
      ["template"] = "/openai/deployments/{deployment-id}/embeddings",
      ["parts"] = {
        "/openai/deployments/",
        {
          ["parameter"] = "deployment-id",
        },
        "/embeddings",
      },
      ["operations"] = {
        ["POST"] = {
          ["id"] = "embeddings_create",
          ["limit"] = 10485760,
          ["usage"] = 2,
          ["model"] = {
            ["path"] = "deployment-id",
          },
        },
      },
    },
  },
}
