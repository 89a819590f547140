"""The keys of the table, the clients' and the vendors'. Fixed values; none is a real one."""

from __future__ import annotations

CLIENT_KEY = "gwk_demo_7f3a9c51d2e84b06"
SECOND_CLIENT_KEY = "gwk_demo_second_0c9d8e7f6a5b4c3d"
BOUND_CLIENT_KEY = "gwk_bound_1a2b3c4d5e6f7081"
ELSEWHERE_CLIENT_KEY = "gwk_elsewhere_92a3b4c5d6e7f809"
METERED_CLIENT_KEYS = "gwk_metered"
"""How the keys of `callers` begin."""
TOKENS = ("eyJhbGciOi", "gwo_")
"""How the tokens of `forged` begin."""
CLIENT_KEYS = (
    CLIENT_KEY,
    SECOND_CLIENT_KEY,
    BOUND_CLIENT_KEY,
    ELSEWHERE_CLIENT_KEY,
    METERED_CLIENT_KEYS,
    *TOKENS,
)

MAIN_VENDOR_KEY = "sk-vendor-main-41c7a0"
SECOND_VENDOR_KEY = "sk-vendor-second-88e2f1"
LAB_VENDOR_KEY = "lab-vendor-3c9e55d1"
REPLACED_VENDOR_KEY = "sk-vendor-replaced-5d0b93"
BROKEN_VENDOR_KEY = "sk-vendor broken-6e1f20"
OPENAI_VENDOR_KEY = "sk-proj-vendor-openai-90b1f4"
AZURE_VENDOR_KEY = "azurevendor7d25c8e03f"
BUNDLED_VENDOR_KEYS = {
    "ANTHROPIC": "sk-ant-vendor-3e81b7d0c5",
    "AZURE_PREVIEW": "azurevendor4b83c7a19e",
    "AZURE_V1": "azurevendor1f90e2b6d4",
    "BEDROCK": "bedrock-api-key-vendor-7d31f0",
    "COHERE": "cohere-vendor-66f0a1d9e2",
    "COMPATIBLE": "vllm-vendor-0d4b7c81aa",
    "DEEPSEEK": "sk-deepseek-vendor-71c2e5",
    "GEMINI": "AIzaVendor-9c4e1b7a20",
    "GROQ": "gsk_vendor_5b08e3fd91",
    "LABQUERY": "lab+q/k=&%~'!()*\"\\#?4c7d9b1f",
    "MISTRAL_MORE": "mistral-vendor-more-2e6d90",
    "OPENAI_MORE": "sk-proj-vendor-more-c3f817",
    "LABHEADER": "lab-header-vendor-a3c95e70",
}
"""Of the vendors in `vendors/`: by the port of the mock, which also names the variable."""

QUERY_KEY = "lab%2Bq%2Fk%3D%26%25~%27%21%28%29%2A%22%5C%23%3F4c7d9b1f"
"""The key of LABQUERY as it stands in a query: all is encoded but what RFC 3986 never needs to."""

PARTNER_SECRET = "partner+secret:w/rd%=&5b0e9a"
"""Of the gateways at the issuer that they ask about tokens."""

LIVE_VENDOR_KEY = "sk-proj-vendor-live-58a2d9"

VENDOR_KEYS = (
    MAIN_VENDOR_KEY,
    SECOND_VENDOR_KEY,
    LAB_VENDOR_KEY,
    REPLACED_VENDOR_KEY,
    BROKEN_VENDOR_KEY,
    OPENAI_VENDOR_KEY,
    AZURE_VENDOR_KEY,
    LIVE_VENDOR_KEY,
    PARTNER_SECRET,
    *BUNDLED_VENDOR_KEYS.values(),
    QUERY_KEY,
    "4c7d9b1f",
)
