"""The browser of the tests: the system's Chromium, without what nobody looks at in a test."""

import shutil
from typing import Any

# The address bar's suggestions are two pages of their own in every window, which cost three times as much as a page of
# ours. The other names are Playwright's, whose list a second switch would replace.
DISABLED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)


def launch_args() -> dict[str, Any]:
    """How Playwright starts it; in a container it has no sandbox of its own."""
    switches = ["--no-sandbox", f"--disable-features={','.join(DISABLED)}"]
    return {"executable_path": shutil.which("chromium"), "args": switches}
