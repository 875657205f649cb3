// The seven words: drawn here, from a list of this browser's language, and read back whatever their spaces and accents.
const LISTS = { en: "words.en.txt", es: "words.es.txt", pt: "words.pt.txt" };
const WORDS = 7;

/** The words of a list; only where words are made or compared is it fetched at all. */
export async function list(language) {
  const name = LISTS[language] ?? LISTS.en;
  const address = document.getElementById("vault-words")?.dataset[`words${name.slice(6, 8).replace(/^./, (each) => each.toUpperCase())}`];
  const answer = await fetch(address ?? new URL(name, import.meta.url));
  return (await answer.text()).trim().split("\n");
}

/** A number below `most`, each as likely as the other. */
function draw(most) {
  const fair = Math.floor(0x100000000 / most) * most;
  const box = new Uint32Array(1);
  do crypto.getRandomValues(box); while (box[0] >= fair);
  return box[0] % most;
}

/** Seven new words: more than 90 bits, whatever list they come from. */
export async function newPhrase(language) {
  const all = await list(language);
  return Array.from({ length: WORDS }, () => all[draw(all.length)]).join(" ");
}

/** As the words are kept: lower case, one space between, without accents. */
export const plainPhrase = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/[\s,.;-]+/u).filter(Boolean).join(" ");
