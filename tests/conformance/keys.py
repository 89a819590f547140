"""The keys of the table, the clients' and the vendors'. Fixed values; none is a real one."""

from __future__ import annotations

CLIENT_KEY = "gwk_demo_7f3a9c51d2e84b06"
SECOND_CLIENT_KEY = "gwk_demo_second_0c9d8e7f6a5b4c3d"
BOUND_CLIENT_KEY = "gwk_bound_1a2b3c4d5e6f7081"
ELSEWHERE_CLIENT_KEY = "gwk_elsewhere_92a3b4c5d6e7f809"
CLIENT_KEYS = (CLIENT_KEY, SECOND_CLIENT_KEY, BOUND_CLIENT_KEY, ELSEWHERE_CLIENT_KEY)

MAIN_VENDOR_KEY = "sk-vendor-main-41c7a0"
SECOND_VENDOR_KEY = "sk-vendor-second-88e2f1"
LAB_VENDOR_KEY = "lab-vendor-3c9e55d1"
REPLACED_VENDOR_KEY = "sk-vendor-replaced-5d0b93"
BROKEN_VENDOR_KEY = "sk-vendor broken-6e1f20"
OPENAI_VENDOR_KEY = "sk-proj-vendor-openai-90b1f4"
AZURE_VENDOR_KEY = "azurevendor7d25c8e03f"
VENDOR_KEYS = (
    MAIN_VENDOR_KEY,
    SECOND_VENDOR_KEY,
    LAB_VENDOR_KEY,
    REPLACED_VENDOR_KEY,
    BROKEN_VENDOR_KEY,
    OPENAI_VENDOR_KEY,
    AZURE_VENDOR_KEY,
)
