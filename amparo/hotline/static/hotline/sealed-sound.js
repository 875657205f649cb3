// <sealed-sound>: a spoken message that only the listener's own keys open. It is fetched when it is asked for, and played from memory.
import { fromBase64, open, placed } from "../vault/bodies.js";
import { askToOpen } from "../vault/door.js";
import { isOpen, keyFor, NotForMe, ready } from "../vault/ring.js";

class SealedSound extends HTMLElement {
  connectedCallback() {
    if (this.begun) return;
    this.begun = true;
    this.button = this.querySelector("button");
    this.said = this.querySelector("[role=status]");
    this.button.addEventListener("click", () => this.play());
    document.addEventListener("vault:locked", () => this.shut());
  }

  say(name) { this.said.textContent = name ? this.dataset[name] : ""; }

  shut() {
    if (!this.audio) return;
    this.audio.pause();
    URL.revokeObjectURL(this.audio.src);
    this.audio.remove();
    this.audio = null;
    this.button.hidden = false;
  }

  async play() {
    await ready;
    if (!isOpen()) {
      document.addEventListener("vault:opened", () => this.play(), { once: true });
      askToOpen();
      return;
    }
    this.button.disabled = true;
    this.say("opening");
    try {
      const answer = await fetch(this.getAttribute("src"));
      if (!answer.ok) throw new Error("not here");
      const { table, column, row, key } = this.dataset;
      const text = await open([await keyFor(key)], new Uint8Array(await answer.arrayBuffer()), placed(table, column, row));
      this.show(fromBase64(text));
      this.say("");
    } catch (trouble) {
      this.say(trouble instanceof NotForMe ? "notForMe" : "trouble");
    }
    this.button.disabled = false;
  }

  show(bytes) {
    this.audio = document.createElement("audio");
    this.audio.controls = true;
    this.audio.src = URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
    this.button.hidden = true;
    this.append(this.audio);
    this.audio.play().catch(() => null); // a browser that plays nothing by itself shows the button to play
  }
}
customElements.define("sealed-sound", SealedSound);
