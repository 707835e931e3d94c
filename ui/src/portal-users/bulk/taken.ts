/** The notice of what was taken back, and of what was not. */
import type { Toast } from "../../components/toast-queue";
import type { Sent } from "./batches";
import { people } from "./outcome";
import { sentences } from "./says";

/** Of whom there is more to say, that is told: something stays as it was (rule 26). */
export function taken(
  did: "Taken back" | "Done again",
  { outcome, uncertain, unsent, problem }: Sent,
): Toast {
  const staying = outcome.changed.filter((one) => one.more);
  const refused = [...outcome.refused, ...outcome.doubtful];
  const left = refused.length + unsent.length;
  const parts = [`${did} for ${people(outcome.changed.length)}.`];
  if (left > 0) parts.push(`Not for ${people(left)}.`);
  if (uncertain.length > 0) parts.push(`Perhaps for ${people(uncertain.length)}.`);
  const why = problem ?? refused[0]?.problem ?? null;
  const next = sentences(staying).map(([says, number]) => `${people(number)}: ${says}.`);
  if (why !== null) next.push(`${why.title} ${why.next}`);
  const says = parts.join(" ");
  return next.length === 0 ? { says } : { says, next: next.join(" ") };
}
