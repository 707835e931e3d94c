/** The fake of which firm is worked with, and of its imports. */
import type { ChosenFirm } from "./types/ChosenFirm";
import type { FirmChoice } from "./types/FirmChoice";
import type { FirmChoices } from "./types/FirmChoices";
import type { ImportAnswer } from "./types/ImportAnswer";
import type { PickedExport } from "./types/PickedExport";
import type { Problem } from "./types/Problem";
import type { Session } from "./types/Session";

const NOT_CHOSEN: Problem = {
  type: "about:blank",
  status: 0,
  code: "firm_not_chosen",
  title: "No firm is worked with on this computer yet.",
  next: "Choose the firm to work with.",
  request_id: null,
  current: null,
};

const WRONG_TOKEN: Problem = {
  ...NOT_CHOSEN,
  code: "invalid",
  title: "The server does not know this token, or it was revoked.",
  next: "Copy the whole token once more.",
};

/** What an export brings here. */
const BRINGS: ImportAnswer = {
  taken: false,
  dry_run: true,
  needs_confirmation: null,
  clients: 120,
  new_clients: 120,
  turned_inactive: 0,
  contacts: 180,
  contacts_gone: 0,
  invoices: 1340,
  invoices_closed: 0,
  bad_rows: [],
  ignored_columns: ["partner"],
};

export class FakeFirms {
  #chosen: FirmChoice | null = { at: "sample" };
  #own: { name: string; asOf: string | null } | null = null;
  #server: string | null = null;

  /** As at a first start. */
  begin() {
    this.#chosen = null;
  }

  choices(): FirmChoices {
    return {
      chosen: this.#chosen,
      own_is_here: this.#own !== null,
      server: this.#server,
      folder: "/home/dana/portico",
      key_store: "macOS Keychain",
    };
  }

  choose(chosen: ChosenFirm): null {
    if (chosen.at === "server") {
      if (chosen.token === "wrong") throw WRONG_TOKEN;
      this.#server = chosen.address;
      this.#chosen = { at: "server", address: chosen.address };
      return null;
    }
    if (chosen.at === "own") this.#own ??= { name: chosen.name ?? "", asOf: null };
    this.#chosen = { at: chosen.at };
    return null;
  }

  signOut(): null {
    this.#chosen = null;
    return null;
  }

  /** Who is at the desk, of the firm that was chosen. */
  session(usual: Session): Session {
    if (this.#chosen === null) throw NOT_CHOSEN;
    if (this.#chosen.at === "sample") return usual;
    if (this.#chosen.at === "server") return { ...usual, firm: { ...usual.firm, sample: false } };
    const { name, asOf } = this.#own ?? { name: "", asOf: null };
    return { ...usual, firm: { slug: "own", name, sample: false }, data_as_of: asOf };
  }

  pick(): PickedExport {
    return { folder: "/home/dana/export", as_of: "2026-11-23T06:00:00Z" };
  }

  check(): ImportAnswer {
    return BRINGS;
  }

  take(): ImportAnswer {
    if (this.#own !== null) this.#own.asOf = "2026-11-23T06:00:00Z";
    return { ...BRINGS, taken: true, dry_run: false };
  }
}
