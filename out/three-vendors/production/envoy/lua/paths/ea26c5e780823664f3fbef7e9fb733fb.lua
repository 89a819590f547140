-- The operations below a base, by their paths. Named by a digest of its content.
return {
  ["usages"] = {
    {
      ["answer"] = {
        ["pointers"] = {},
        ["places"] = {},
      },
      ["stream"] = {
        ["pointers"] = {
          {
            "usage",
            "input_tokens",
          },
          {
            "usage",
            "output_tokens",
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
          ["total"] = {
            3,
          },
        },
      },
    },
    {
      ["answer"] = {
        ["pointers"] = {
          {
            "usage",
            "input_tokens",
          },
          {
            "usage",
            "output_tokens",
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
          ["total"] = {
            3,
          },
        },
      },
      ["stream"] = {
        ["pointers"] = {
          {
            "usage",
            "input_tokens",
          },
          {
            "usage",
            "output_tokens",
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
          ["total"] = {
            3,
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
    {
      ["answer"] = {
        ["pointers"] = {
          {
            "usage",
            "input_tokens",
          },
          {
            "usage",
            "output_tokens",
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
            "response",
            "usage",
            "input_tokens",
          },
          {
            "response",
            "usage",
            "output_tokens",
          },
          {
            "response",
            "model",
          },
          {
            "response",
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
    ["/v1/audio/speech"] = {
      ["template"] = "/v1/audio/speech",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createSpeech",
          ["limit"] = 20971520,
          ["usage"] = 1,
        },
      },
    },
    ["/v1/audio/transcriptions"] = {
      ["template"] = "/v1/audio/transcriptions",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createTranscription",
          ["limit"] = 209715200,
          ["usage"] = 2,
        },
      },
    },
    ["/v1/audio/translations"] = {
      ["template"] = "/v1/audio/translations",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createTranslation",
          ["limit"] = 209715200,
        },
      },
    },
    ["/v1/chat/completions"] = {
      ["template"] = "/v1/chat/completions",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createChatCompletion",
          ["limit"] = 20971520,
          ["usage"] = 3,
        },
      },
    },
    ["/v1/embeddings"] = {
      ["template"] = "/v1/embeddings",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createEmbedding",
          ["limit"] = 20971520,
          ["usage"] = 4,
        },
      },
    },
    ["/v1/images/edits"] = {
      ["template"] = "/v1/images/edits",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createImageEdit",
          ["limit"] = 209715200,
          ["usage"] = 2,
        },
      },
    },
    ["/v1/images/generations"] = {
      ["template"] = "/v1/images/generations",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createImage",
          ["limit"] = 20971520,
          ["usage"] = 2,
        },
      },
    },
    ["/v1/models"] = {
      ["template"] = "/v1/models",
      ["operations"] = {
        ["GET"] = {
          ["id"] = "listModels",
          ["limit"] = 20971520,
        },
      },
    },
    ["/v1/responses"] = {
      ["template"] = "/v1/responses",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "createResponse",
          ["limit"] = 20971520,
          ["usage"] = 5,
        },
      },
    },
    ["/v1/responses/compact"] = {
      ["template"] = "/v1/responses/compact",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "Compactconversation",
          ["limit"] = 20971520,
          ["usage"] = 2,
        },
      },
    },
    ["/v1/responses/input_tokens"] = {
      ["template"] = "/v1/responses/input_tokens",
      ["operations"] = {
        ["POST"] = {
          ["id"] = "Getinputtokencounts",
          ["limit"] = 20971520,
        },
      },
    },
  },
  ["templates"] = {
    {
      ["template"] = "/v1/responses/{response_id}/input_items",
      ["parts"] = {
        "/v1/responses/",
        {
          ["parameter"] = "response_id",
        },
        "/input_items",
      },
      ["operations"] = {
        ["GET"] = {
          ["id"] = "listInputItems",
          ["limit"] = 20971520,
        },
      },
    },
    {
      ["template"] = "/v1/responses/{response_id}/cancel",
      ["parts"] = {
        "/v1/responses/",
        {
          ["parameter"] = "response_id",
        },
        "/cancel",
      },
      ["operations"] = {
        ["POST"] = {
          ["id"] = "cancelResponse",
          ["limit"] = 20971520,
        },
      },
    },
    {
      ["template"] = "/v1/responses/{response_id}",
      ["parts"] = {
        "/v1/responses/",
        {
          ["parameter"] = "response_id",
        },
      },
      ["operations"] = {
        ["DELETE"] = {
          ["id"] = "deleteResponse",
          ["limit"] = 20971520,
        },
        ["GET"] = {
          ["id"] = "getResponse",
          ["limit"] = 20971520,
        },
      },
    },
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
          ["limit"] = 20971520,
        },
      },
    },
  },
}
