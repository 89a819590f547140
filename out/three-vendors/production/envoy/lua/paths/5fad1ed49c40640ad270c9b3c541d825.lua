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
          ["id"] = "chat_completion_v1_chat_completions_post",
          ["limit"] = 10485760,
          ["usage"] = 1,
        },
      },
    },
    ["/v1/embeddings"] = {
      ["template"] = "/v1/embeddings",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "embeddings_v1_embeddings_post",
          ["limit"] = 10485760,
          ["usage"] = 1,
        },
      },
    },
    ["/v1/fim/completions"] = {
      ["template"] = "/v1/fim/completions",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "fim_completion_v1_fim_completions_post",
          ["limit"] = 10485760,
          ["usage"] = 1,
        },
      },
    },
    ["/v1/models"] = {
      ["template"] = "/v1/models",
      ["operations"] = {
        ["GET"] = {
          ["id"] = "list_models_v1_models_get",
          ["limit"] = 10485760,
        },
      },
    },
  },
  ["templates"] = {},
}
