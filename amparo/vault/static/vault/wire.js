// How the vault's scripts talk with the house: small JSON, and for every refusal one plain sentence.
export const words = document.getElementById("vault-words")?.dataset ?? {};

/** The house said no; the message is a sentence for the person. */
export class Refused extends Error {
  constructor(sentence, status = 0) { super(sentence); this.status = status; }
}

const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1] ?? "";

async function ask(method, address, body, more = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      method, redirect: "manual", cache: "no-store", credentials: "same-origin",
      headers: { Accept: "application/json", "X-CSRFToken": token(), ...(body ? { "Content-Type": "application/json" } : {}), ...more },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  } catch { throw new Refused(words.network); }
  if (answer.type === "opaqueredirect") throw new Refused(words.login, 302);
  if (answer.status === 204) return null;
  const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!answer.ok) throw new Refused(said?.refused ?? words.trouble, answer.status);
  return said;
}

export const get = (address) => ask("GET", address);
export const look = (address) => ask("GET", address, null, { "X-By-Itself": "1" }); // by the page itself, not by a hand
export const post = (address, body = {}) => ask("POST", address, body);
/** Bytes as they are, for one place in a file; the answer, whatever it is. */
export const send = (address, bytes, at) => fetch(address, {
  method: "POST", redirect: "manual", cache: "no-store", credentials: "same-origin", body: bytes,
  headers: { "Content-Type": "application/octet-stream", "X-At": String(at), "X-CSRFToken": token() },
});
export const drop = (address) => ask("DELETE", address);
