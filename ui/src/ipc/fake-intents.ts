/** The fake of what is decided while the backend does not answer. */
import type { FakeFirm } from "./fake-firm";
import { needsConfirmation } from "./fake-problems";
import { deLinkWords } from "./fake-words";
import type { DeskStanding } from "./types/DeskStanding";
import type { Intent } from "./types/Intent";
import type { IntentAnswer } from "./types/IntentAnswer";
import type { IntentBody } from "./types/IntentBody";
import type { IntentForeseen } from "./types/IntentForeseen";
import type { IntentList } from "./types/IntentList";
import type { IntentPaths } from "./types/IntentPaths";
import type { PairState } from "./types/PairState";

const HEARD = new Date(Date.now() - 2 * 3_600_000).toISOString();
const LINKS_NOT_KEPT = "One-click links are not kept on this computer: they were not looked at.";
const PLANS_NOT_KEPT = "Payment plans are not kept on this computer: they were not looked at.";
const WILL = { link: "Will link", de_link: "Will de-link", close_access: "Will close access to" };
const DOES = { link: "Link", de_link: "De-link", close_access: "Close access of" };

export class FakeIntents {
  offline = false;
  #firm: FakeFirm;
  #intents: Intent[] = [];
  #lastId = 0;

  constructor(firm: FakeFirm) {
    this.#firm = firm;
  }

  standing(): DeskStanding {
    const standing = this.#firm.standing();
    if (!this.offline) return standing;
    return {
      ...standing,
      connection: "offline",
      says: "Offline",
      next: "Portico asks again by itself.",
      last_heard: HEARD,
    };
  }

  wipe(): null {
    this.#intents = [];
    return null;
  }

  list(): IntentList {
    return { intents: this.#intents };
  }

  foresee({ what }: IntentBody): IntentForeseen {
    return {
      stands: "linked by Dana Osei on 3 Aug 2026",
      paths: pathsOf(what),
      not_checked: notChecked(what),
    };
  }

  intend({ what, portal_user_id: id, client_id: client, reason, confirmed }: IntentBody): IntentAnswer {
    const user = this.#firm.people().find((one) => one.id === id);
    const name = this.#firm.books().find((one) => one.id === client)?.name ?? client;
    if (what === "de_link" && !confirmed && this.#staying(id, client) === 0) {
      throw needsConfirmation(deLinkWords(user?.first ?? "", name, 0));
    }
    this.#lastId += 1;
    const intent: Intent = {
      id: this.#lastId,
      what,
      portal_user_id: id,
      user_name: user === undefined ? "" : `${user.first} ${user.last}`,
      client_id: client,
      client_name: name,
      says: `${DOES[what]} ${user?.first} ${user?.last} ${what === "link" ? "to" : "from"} ${name}`,
      reason,
      decided_by: "Dana Osei",
      decided_at: HEARD,
      age: "decided 2 hours ago",
      decided_on: STATE,
      decided_on_says: "not linked, changed last by Dana Osei on 3 Aug 2026",
      known_now: null,
      paths: what === "close_access" ? pathsOf(what) : null,
      not_checked: notChecked(what),
      standing: { is: "waiting" },
    };
    this.#intents = [...this.#intents, intent];
    return {
      intent,
      says: `${WILL[what]} ${name} when back online, once you confirm it there`,
      memory_only: null,
    };
  }

  /** How many other clients the user will be linked to, once all that waits is done. */
  #staying(id: number, client: string): number {
    const links = new Set(
      this.#firm
        .people()
        .find((one) => one.id === id)
        ?.links.map((link) => link.client),
    );
    for (const intent of this.#intents.filter((one) => one.portal_user_id === id)) {
      if (intent.what === "link") links.add(intent.client_id);
      else links.delete(intent.client_id);
    }
    links.delete(client);
    return links.size;
  }

  /** The first of several is carried out; whatever is about the client 1002 has moved. */
  confirm(ids: number[]): IntentList {
    this.#intents = this.#intents.map((intent) => (ids.includes(intent.id) ? answered(intent) : intent));
    return this.list();
  }

  drop(id: number): null {
    this.#intents = this.#intents.filter((intent) => intent.id !== id);
    return null;
  }
}

const STATE: PairState = {
  version: 2,
  origin: null,
  barred: false,
  changed_by: "Dana Osei",
  changed_at: "2026-08-03T14:00:00Z",
};

function answered(intent: Intent): Intent {
  if (intent.client_id !== "1002") {
    return { ...intent, standing: { is: "done", says: `Done: ${intent.says}`, after: [] } };
  }
  return {
    ...intent,
    standing: {
      is: "refused",
      now: { ...STATE, version: 3, origin: "claim" },
      now_says: "linked by Kenji Smith 健二 on 4 Aug 2026",
      why: "Kenji Smith 健二 has claimed Smith Family Trust in the meantime.",
      next: "Look at how it stands now, then decide.",
    },
  };
}

function notChecked(what: Intent["what"]): string[] {
  if (what === "link") return [];
  return what === "de_link" ? [PLANS_NOT_KEPT] : [LINKS_NOT_KEPT, PLANS_NOT_KEPT];
}

/** De-linking leaves the way of claiming open; closing access shuts it too. */
function pathsOf(what: Intent["what"]): IntentPaths {
  if (what === "link") return { before: [], after: [] };
  const account = { path: "account" as const, shut_by: "de_link" as const };
  const claim = { path: "claim" as const, shut_by: "close_access" as const };
  const closes = what === "close_access";
  return {
    before: [
      { ...account, open: true, says: "Seeing the client from the account: open. De-linking shuts it." },
      { ...claim, open: true, says: "Claiming the client again, with its key: open." },
    ],
    after: [
      { ...account, open: false, says: "Seeing the client from the account: shut." },
      {
        ...claim,
        open: !closes,
        says: `Claiming the client again, with its key: ${closes ? "shut" : "open"}.`,
      },
    ],
  };
}
