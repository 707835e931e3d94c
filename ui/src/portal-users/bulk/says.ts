/** What the backend says of the results of a batch, summed up. Pure: tests know it by heart. */
import type { BatchedAct } from "../../ipc/types/BatchedAct";
import type { BatchedResult } from "../../ipc/types/BatchedResult";

/** The marks around a name that is written the other way round. */
const ISOLATES = /[\u2066-\u2069]/gu;

/**
 * Those of whom the backend says more than that they were linked or de-linked: a bar is lifted (rule 27), or plans stay
 * stopped (rule 26). Whatever it words otherwise is among them too, so that nothing goes unseen.
 */
export function beyond(
  act: BatchedAct,
  client: string,
  results: readonly BatchedResult[],
): readonly BatchedResult[] {
  const plain = `${act === "link" ? "Linked" : "De-linked"} ${client}`.replaceAll(ISOLATES, "");
  return results.filter(({ says }) => says?.replaceAll(ISOLATES, "") !== plain);
}

/** Every sentence said of these once, with the number of those that it is said of. */
export function sentences(results: readonly BatchedResult[]): readonly (readonly [string, number])[] {
  const numbers = new Map<string, number>();
  for (const { says } of results) {
    if (says !== null) numbers.set(says, (numbers.get(says) ?? 0) + 1);
  }
  return [...numbers];
}
