/** A list of any length, for what only many rows show. Nobody in it has more than a name. */
import type { PortalUserRow } from "./types/PortalUserRow";
import type { PortalUsersPage } from "./types/PortalUsersPage";
import type { PortalUsersQuery } from "./types/PortalUsersQuery";

export class FakeCrowd {
  #total: number;
  #newcomers = 0;

  constructor(total: number) {
    this.#total = total;
  }

  /** Counts its changes, as a firm does. */
  get number(): number {
    return this.#newcomers;
  }

  /** So many more stand before everybody else. */
  arrive(count: number) {
    this.#newcomers += count;
  }

  portalUsers({ row, limit }: PortalUsersQuery): PortalUsersPage {
    const total = this.#total + this.#newcomers;
    const from = row ?? 0;
    const length = Math.max(0, Math.min(limit ?? 50, total - from));
    return { rows: Array.from({ length }, (_, at) => this.#row(from + at)), total, next: null };
  }

  #row(index: number): PortalUserRow {
    const id = index - this.#newcomers;
    const name = id < 0 ? `Newcomer ${-id}` : `Person ${id}`;
    return {
      id,
      name: { text: name, marks: [] },
      email: { text: `${id}@example.com`, marks: [] },
      clients: [],
      link_count: 0,
      access: "must_claim",
      access_label: "Must claim a client",
      last_sign_in_at: null,
      created_at: "2026-01-05T09:00:00Z",
    };
  }
}
