/** How the fake firm searches: words in any order, letter case and accents set aside. */
import type { Marked } from "./types/Marked";

/** A text folded for comparison, with the place in the original that each folded unit came from. */
function fold(text: string): { folded: string; starts: number[]; ends: number[] } {
  let folded = "";
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const letter of text) {
    const plain = letter.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
    for (let unit = 0; unit < plain.length; unit += 1) {
      starts.push(at);
      ends.push(at + letter.length);
    }
    folded += plain;
    at += letter.length;
  }
  return { folded, starts, ends };
}

/** The words of a search. */
export function wordsOf(search: string): string[] {
  return fold(search)
    .folded.split(/\s+/)
    .filter((word) => word !== "");
}

/** Whether each word is somewhere in the texts. */
export function answers(words: string[], texts: string[]): boolean {
  const folded = texts.map((text) => fold(text).folded);
  return words.every((word) => folded.some((text) => text.includes(word)));
}

/** The text with every place marked where one of the words is. */
export function mark(text: string, words: string[]): Marked {
  const { folded, starts, ends } = fold(text);
  const hit = Array.from({ length: text.length }, () => false);
  for (const word of words) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + 1)) {
      hit.fill(true, starts[at], ends[at + word.length - 1]);
    }
  }
  const marks: [number, number][] = [];
  for (let at = 0; at < hit.length; at += 1) {
    if (hit[at] !== true) continue;
    const end = hit.indexOf(false, at);
    marks.push([at, end === -1 ? hit.length : end]);
    at = end === -1 ? hit.length : end;
  }
  return { text, marks };
}
