#!/bin/sh
# Finds Chromium for the browser tests, or installs Debian's, or says how.
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "The browser tests need Chromium. Install it (Debian: sudo apt-get install chromium) and run make test again." >&2
exit 1
