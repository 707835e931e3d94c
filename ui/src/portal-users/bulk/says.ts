/** What the backend says of the results of a batch, summed up. Pure: tests know it by heart. */
import type { BatchedResult } from "../../ipc/types/BatchedResult";

/** Every sentence said of these once, with the number of those that it is said of. */
export function sentences(results: readonly BatchedResult[]): readonly (readonly [string, number])[] {
  const numbers = new Map<string, number>();
  for (const { says } of results) {
    if (says !== null) numbers.set(says, (numbers.get(says) ?? 0) + 1);
  }
  return [...numbers];
}
