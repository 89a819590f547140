"""Which models of `openai` are a schema of what the vendor keeps: files, batches, conversations."""

from __future__ import annotations

from openai import types
from openai.types import (
    batch_create_params,
    batch_usage,
    chat,
    conversations,
    file_create_params,
    upload_complete_params,
    upload_create_params,
    uploads,
    vector_store,
    vector_store_create_params,
    vector_store_search_params,
    vector_store_search_response,
    vector_store_update_params,
    vector_stores,
)
from openai.types.chat import completion_update_params
from openai.types.conversations import conversation_create_params, item_create_params
from openai.types.uploads import part_create_params
from openai.types.vector_stores import (
    file_batch_create_params,
    file_update_params,
    vector_store_file,
    vector_store_file_batch,
)
from openai.types.vector_stores import (
    file_create_params as kept_file_create_params,
)

from tests.drift.sdk import Models

STORES: Models = {
    # Files, uploads, batches
    "File": (types.FileObject,),
    "FileDeleted": (types.FileDeleted,),
    "Upload": (types.Upload,),
    "UploadPart": (uploads.UploadPart,),
    "CreateUploadRequest": (upload_create_params.UploadCreateParams,),
    "CompleteUploadRequest": (upload_complete_params.UploadCompleteParams,),
    "ExpiresAfter": (
        file_create_params.ExpiresAfter,
        upload_create_params.ExpiresAfter,
        batch_create_params.OutputExpiresAfter,
    ),
    "Batch": (types.Batch,),
    "BatchUsage": (batch_usage.BatchUsage,),
    "CreateBatchRequest": (batch_create_params.BatchCreateParams,),
    # Conversations
    "UpdateChatCompletionRequest": (completion_update_params.CompletionUpdateParams,),
    "KeptConversation": (conversations.Conversation,),
    "ConversationDeleted": (conversations.ConversationDeletedResource,),
    "ConversationItemList": (conversations.ConversationItemList,),
    "ConversationMessage": (conversations.Message,),
    "ItemText": (conversations.TextContent,),
    "KeptMessage": (chat.ChatCompletionStoreMessage,),
    "ChatCompletionDeleted": (chat.ChatCompletionDeleted,),
    "CreateConversationRequest": (conversation_create_params.ConversationCreateParams,),
    "CreateConversationItemsRequest": (item_create_params.ItemCreateParams,),
    # Vector stores
    "VectorStore": (types.VectorStore,),
    "VectorStoreDeleted": (types.VectorStoreDeleted,),
    "VectorStoreExpiresAfter": (
        vector_store.ExpiresAfter,
        vector_store_create_params.ExpiresAfter,
        vector_store_update_params.ExpiresAfter,
    ),
    "FileCounts": (vector_store.FileCounts, vector_store_file_batch.FileCounts),
    "CreateVectorStoreRequest": (vector_store_create_params.VectorStoreCreateParams,),
    "ModifyVectorStoreRequest": (vector_store_update_params.VectorStoreUpdateParams,),
    "VectorStoreFile": (vector_stores.VectorStoreFile,),
    "VectorStoreFileDeleted": (vector_stores.VectorStoreFileDeleted,),
    "VectorStoreFileBatch": (vector_stores.VectorStoreFileBatch,),
    "VectorStoreFileError": (vector_store_file.LastError,),
    "CreateVectorStoreFileRequest": (kept_file_create_params.FileCreateParams,),
    "CreateVectorStoreFileBatchRequest": (file_batch_create_params.FileBatchCreateParams,),
    "UpdateVectorStoreFileAttributesRequest": (file_update_params.FileUpdateParams,),
    "AutoFileChunkingStrategy": (types.AutoFileChunkingStrategyParam,),
    "StaticFileChunkingStrategyObject": (types.StaticFileChunkingStrategyObject,),
    "SearchVectorStoreRequest": (vector_store_search_params.VectorStoreSearchParams,),
    "SearchResult": (types.VectorStoreSearchResponse,),
    "FoundText": (vector_store_search_response.Content, vector_stores.FileContentResponse),
}
FORMS: Models = {
    "CreateFileRequest": (file_create_params.FileCreateParams,),
    "AddUploadPartRequest": (part_create_params.PartCreateParams,),
}
WORDS = ("stored", "files", "batches", "uploads", "conversations", "vector-stores")
