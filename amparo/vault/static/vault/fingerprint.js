// Five words of somebody's public keys, for two people to compare: [data-fingerprint] with data-recipient and data-signer.
import { fingerprint } from "./directory.js";

for (const place of document.querySelectorAll("[data-fingerprint]")) {
  fingerprint(place.dataset.recipient, place.dataset.signer).then((said) => { place.textContent = said; }, () => null);
}
