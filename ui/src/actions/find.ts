/** Finding an action by what somebody calls it. */
import { action } from "./table";
import type { ActionId } from "./table";

/** Those that answer all the words, the best first; without words all of them, those used last first. */
export function findActions(
  text: string,
  among: readonly ActionId[],
  recent: readonly ActionId[],
): ActionId[] {
  const words = wordsOf(text);
  const byUse = among.toSorted((one, other) => lastUse(recent, one) - lastUse(recent, other));
  if (words.length === 0) return byUse;
  const scored = byUse.map((id) => ({ id, score: scoreOf(id, words) })).filter(({ score }) => score > 0);
  return scored.toSorted((one, other) => other.score - one.score).map(({ id }) => id);
}

function lastUse(recent: readonly ActionId[], id: ActionId): number {
  const at = recent.indexOf(id);
  return at === -1 ? recent.length : at;
}

/** Nothing unless every word is found: better in the title than beside it, better at a word's beginning than within. */
function scoreOf(id: ActionId, words: readonly string[]): number {
  const { title, also } = action(id);
  let total = 0;
  for (const word of words) {
    const score = Math.max(4 * scoreIn(wordsOf(title), word), scoreIn(wordsOf(also), word));
    if (score === 0) return 0;
    total += score;
  }
  return total;
}

function scoreIn(words: readonly string[], wanted: string): number {
  if (words.includes(wanted)) return 4;
  if (words.some((word) => word.startsWith(wanted))) return 3;
  return wanted.length > 2 && words.some((word) => word.includes(wanted)) ? 1 : 0;
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,.]+/)
    .filter((word) => word !== "");
}
