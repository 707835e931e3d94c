/** Sentences as the backend words them, for the fake firm alone. */
import type { Access } from "./types/Access";
import type { Origin } from "./types/Origin";
import type { Portal } from "./types/Portal";

export const FIXED_NOTE =
  "Only the user can verify the e-mail or reset the password. Name and e-mail are fixed: a new address needs a new account.";

export const PORTAL_WORDS: Record<Portal, string> = {
  open: "portal open",
  client_inactive: "portal closed: client inactive",
  not_in_portal: "portal closed: not in the portal",
};

export const ACCESS_WORDS: Record<Access, string> = {
  can_sign_in: "Can sign in",
  not_verified: "E-mail not verified",
  must_claim: "Must claim a client",
  no_open_portal: "No open portal",
};

export function originWords(origin: Origin, madeBy: string): string {
  const words: Record<Origin, string> = {
    sign_up: "came from this portal at sign-up",
    contact: "listed as contact at sign-up",
    claim: "claimed with an invoice number",
    staff: `linked by ${madeBy}`,
  };
  return words[origin];
}

export function barredWords(closedBy: string): string {
  return `access closed by ${closedBy}; linking lifts the bar, and so does letting the user claim again`;
}

export function deLinkWords(first: string, client: string, staying: number): string {
  if (staying === 0) {
    return `${first} will see no client any more. The next sign-in will ask for a Client ID and any invoice number of that client.`;
  }
  return `${first} will no longer see ${client}. ${staying === 1 ? "1 linked client stays" : `${staying} linked clients stay`}.`;
}

export function answerWords(client: string, linked: boolean, changed: boolean): string {
  if (changed) return linked ? `Linked ${client}` : `De-linked ${client}`;
  return linked
    ? `${client} was linked already: nothing changed`
    : `${client} was not linked: nothing changed`;
}

export function barLiftedWords(says: string): string {
  return `${says}. The user may claim it again too`;
}
