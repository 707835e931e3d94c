/** A firm in memory with the behaviour of the real one as far as the window can tell. */
import { fakeClients, fakeUsers } from "./fake-data";
import type { FakeClient, FakeLink, FakeUser } from "./fake-data";
import { moved, needsConfirmation, notFound } from "./fake-problems";
import { answers, mark, wordsOf } from "./fake-search";
import {
  ACCESS_WORDS,
  FIXED_NOTE,
  PORTAL_WORDS,
  answerWords,
  barLiftedWords,
  barredWords,
  deLinkWords,
  originWords,
} from "./fake-words";
import type { Access } from "./types/Access";
import type { ClientsPage } from "./types/ClientsPage";
import type { ClientsQuery } from "./types/ClientsQuery";
import type { DeskStanding } from "./types/DeskStanding";
import type { HistoryEntry } from "./types/HistoryEntry";
import type { LinkAnswer } from "./types/LinkAnswer";
import type { LinkChange } from "./types/LinkChange";
import type { PairState } from "./types/PairState";
import type { PortalUserCounts } from "./types/PortalUserCounts";
import type { PortalUserDetail } from "./types/PortalUserDetail";
import type { PortalUserRow } from "./types/PortalUserRow";
import type { PortalUsersPage } from "./types/PortalUsersPage";
import type { PortalUsersQuery } from "./types/PortalUsersQuery";
import type { Session } from "./types/Session";
import type { UserFilter } from "./types/UserFilter";
import type { UserSort } from "./types/UserSort";

const STAFF = "Dana Osei";
const YEAR_MS = 365 * 86_400_000;

type Pair = {
  version: number;
  changedBy: string;
  changedAt: string;
};

export class FakeFirm {
  #clients = fakeClients();
  #users = fakeUsers().toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  #pairs = new Map<string, Pair>();
  #history = new Map<number, HistoryEntry[]>();
  #activity = 0;
  /** How a pair stood before an activity. */
  #before = new Map<number, { link: FakeLink | undefined; barred: boolean }>();

  /** Another firm that stands as this one does. */
  copy(): FakeFirm {
    const copy = new FakeFirm();
    copy.#users = structuredClone(this.#users);
    copy.#pairs = structuredClone(this.#pairs);
    copy.#activity = this.#activity;
    copy.#before = structuredClone(this.#before);
    return copy;
  }

  /** Everybody, for the other parts of the fake. */
  people(): FakeUser[] {
    return this.#users;
  }

  /** Every client, likewise. */
  books(): FakeClient[] {
    return this.#clients;
  }

  session(): Session {
    const asOf = new Date(Date.now() - 3 * 3_600_000).toISOString();
    return {
      firm: { slug: "harlow-pike", name: "Harlow & Pike LLP", sample: true },
      staff: STAFF,
      data_as_of: asOf,
    };
  }

  portalUsers({ search, filter, sort, descending, row, limit }: PortalUsersQuery): PortalUsersPage {
    const words = wordsOf(search);
    const found = this.#users.filter((user) => this.#is(user, filter) && answers(words, this.#textsOf(user)));
    inOrder(found, sort, descending);
    const from = row ?? 0;
    const to = from + (limit ?? 50);
    return {
      rows: found.slice(from, to).map((user) => this.#row(user, words)),
      total: found.length,
      next: to < found.length ? String(to) : null,
    };
  }

  standing(): DeskStanding {
    return {
      connection: "live",
      says: "Connected",
      next: null,
      last_heard: null,
      progress: null,
      memory_only: null,
      number: this.#activity,
    };
  }

  counts(): PortalUserCounts {
    const count = (filter: UserFilter) => this.#users.filter((user) => this.#is(user, filter)).length;
    return {
      all: this.#users.length,
      no_linked_client: count("no_linked_client"),
      not_verified: count("not_verified"),
      closed_portal: count("closed_portal"),
      dormant: count("dormant"),
      barred: count("barred"),
    };
  }

  clients({ search, limit }: ClientsQuery): ClientsPage {
    const words = wordsOf(search);
    const found = this.#clients.filter(({ id, name }) => answers(words, [id, name]));
    found.sort((a, b) => Number(b.id === search) - Number(a.id === search));
    return {
      total: found.length,
      clients: found.slice(0, limit ?? 20).map(({ id, name, office, portal }) => ({
        client_id: id,
        marked_id: mark(id, words),
        name: mark(name, words),
        office,
        portal,
        portal_label: PORTAL_WORDS[portal],
      })),
    };
  }

  portalUser(id: number): PortalUserDetail {
    const user = this.#user(id);
    const access = this.#access(user);
    const links = user.links.toSorted((a, b) =>
      this.#client(a.client).name.localeCompare(this.#client(b.client).name),
    );
    const suggested = this.#clients.filter(
      ({ id: client, contacts }) =>
        contacts.includes(user.email) && !user.links.some((link) => link.client === client),
    );
    return {
      id,
      name: nameOf(user),
      first_name: user.first,
      email: user.email,
      created_at: user.createdAt,
      verified_at: user.verifiedAt,
      last_sign_in_at: user.lastSignInAt,
      access,
      access_label: ACCESS_WORDS[access],
      fixed_note: FIXED_NOTE,
      links: links.map((link) => this.#linked(user, link)),
      barred: user.barred.map((client) => ({
        client_id: client,
        name: this.#client(client).name,
        portal: this.#client(client).portal,
        says: barredWords(STAFF),
        barred_at: user.createdAt,
        version: this.#pairs.get(`${user.id} ${client}`)?.version ?? 1,
      })),
      suggestions: suggested.map(({ id: client, name, portal }) => ({
        client_id: client,
        name,
        portal,
        because: "lists this e-mail as contact for invoices",
      })),
      abilities: [
        {
          action: "sign_in",
          allowed: access === "can_sign_in",
          title: "Sign in",
          detail: ACCESS_WORDS[access],
        },
        {
          action: "see_and_pay",
          allowed: access === "can_sign_in",
          title: "See and pay 2 unpaid invoices, 1 late fee",
          detail: access === "can_sign_in" ? "e-mail verified, an open portal" : ACCESS_WORDS[access],
        },
        {
          action: "see_payment_history",
          allowed: false,
          title: "See payment history",
          detail: "the firm has payment history turned off",
        },
      ],
      history: this.#historyOf(user),
      not_checked: [],
    };
  }

  change(linked: boolean, request: LinkChange): LinkAnswer {
    const { user, client, link } = this.#pairOf(request);
    const says = answerWords(client.name, linked, (link !== undefined) !== linked);
    if ((link !== undefined) === linked) return this.#unchanged(request, says);
    const isAsked = request.confirmed || request.undo_of !== null;
    if (!linked && !isAsked && user.links.length === 1) {
      throw needsConfirmation(deLinkWords(user.first, client.name, 0));
    }
    const before = request.undo_of === null ? undefined : this.#before.get(request.undo_of);
    const now = new Date().toISOString();
    const made: FakeLink = before?.link ?? {
      client: client.id,
      origin: "staff",
      madeBy: STAFF,
      madeAt: now,
    };
    const lifted = linked && user.barred.includes(client.id);
    const answer = this.#write(request, linked ? made : undefined, before?.barred ?? false, says);
    this.#log(user, request, linked, client);
    return { ...answer, says: lifted ? barLiftedWords(says) : says, more: lifted };
  }

  /** De-links and bars. */
  close(request: LinkChange): LinkAnswer {
    const { user, client, link } = this.#pairOf(request);
    const says = `Closed access to ${client.name}`;
    if (link === undefined && user.barred.includes(client.id)) return this.#unchanged(request, says);
    return this.#write(request, undefined, true, says);
  }

  unbar(request: LinkChange): LinkAnswer {
    const { user, client, link } = this.#pairOf(request);
    const says = `Lifted the bar from ${client.name}`;
    if (!user.barred.includes(client.id)) return this.#unchanged(request, says);
    return this.#write(request, link, false, says);
  }

  /** The pair that a request is about, if it still is of the version that it was decided on. */
  #pairOf({ portal_user_id, client_id, if_version }: LinkChange) {
    const [user, client] = [this.#user(portal_user_id), this.#client(client_id)];
    const pair = this.#pairs.get(`${user.id} ${client.id}`);
    const link = user.links.find(({ client: id }) => id === client.id);
    if (if_version !== null && if_version !== (pair?.version ?? 1)) {
      throw moved(`${pair?.changedBy} ${link ? "linked" : "de-linked"} ${client.name}`, stateOf(pair, link));
    }
    return { user, client, pair, link };
  }

  #unchanged(request: LinkChange, says: string): LinkAnswer {
    const { pair, link } = this.#pairOf(request);
    return { state: stateOf(pair, link), changed: false, activity: null, says, more: false };
  }

  #write(request: LinkChange, link: FakeLink | undefined, barred: boolean, says: string): LinkAnswer {
    const { user, client, pair, link: was } = this.#pairOf(request);
    const others = user.links.filter((other) => other !== was);
    const before = { link: was, barred: user.barred.includes(client.id) };
    user.links = link === undefined ? others : [...others, link];
    user.barred = user.barred.filter((other) => other !== client.id);
    if (barred) user.barred = [...user.barred, client.id];
    const now = new Date().toISOString();
    const next = { version: (pair?.version ?? 1) + 1, changedBy: STAFF, changedAt: now };
    this.#activity += 1;
    this.#before.set(this.#activity, before);
    this.#pairs.set(`${user.id} ${client.id}`, next);
    const state = { ...stateOf(next, link), barred };
    return { state, changed: true, activity: this.#activity, says, more: false };
  }

  #log(user: FakeUser, { reason, undo_of: undo }: LinkChange, linked: boolean, client: FakeClient) {
    const did = linked ? "linked" : "de-linked";
    const done = undo === null ? did : `took back the ${linked ? "de-link of" : "link to"}`;
    const why = reason === null ? "" : ` “${reason}”`;
    const says = `${STAFF} ${done} ${client.id} ${client.name}${why}`;
    const entry = { at: new Date().toISOString(), says, activity: this.#activity };
    this.#history.set(user.id, [entry, ...(this.#history.get(user.id) ?? [])]);
  }

  #historyOf(user: FakeUser): HistoryEntry[] {
    const begun = { at: user.createdAt, says: "Account created by the user", activity: null };
    const verified =
      user.verifiedAt === null
        ? []
        : [{ at: user.verifiedAt, says: "E-mail verified by the user", activity: null }];
    return [...(this.#history.get(user.id) ?? []), ...verified, begun];
  }

  #linked(user: FakeUser, link: FakeLink): PortalUserDetail["links"][number] {
    const client = this.#client(link.client);
    const staying = user.links.length - 1;
    return {
      client_id: client.id,
      name: client.name,
      office: client.office,
      portal: client.portal,
      portal_label: PORTAL_WORDS[client.portal],
      origin: link.origin,
      origin_label: originWords(link.origin, link.madeBy),
      made_at: link.madeAt,
      version: this.#pairs.get(`${user.id} ${client.id}`)?.version ?? 1,
      de_link: { last: staying === 0, says: deLinkWords(user.first, client.name, staying) },
    };
  }

  #row(user: FakeUser, words: string[]): PortalUserRow {
    const access = this.#access(user);
    const clients = user.links.map(({ client }) => {
      const { id, name, portal } = this.#client(client);
      return { client_id: mark(id, words), name: mark(name, words), portal };
    });
    const hits = ({ client_id: id, name }: (typeof clients)[number]) => id.marks.length + name.marks.length;
    return {
      id: user.id,
      name: mark(nameOf(user), words),
      email: mark(user.email, words),
      clients: clients.toSorted((a, b) => hits(b) - hits(a)).slice(0, 3),
      link_count: user.links.length,
      access,
      access_label: ACCESS_WORDS[access],
      last_sign_in_at: user.lastSignInAt,
      created_at: user.createdAt,
    };
  }

  #textsOf(user: FakeUser): string[] {
    return [
      nameOf(user),
      user.email,
      ...user.links.flatMap(({ client }) => [client, this.#client(client).name]),
    ];
  }

  #access(user: FakeUser): Access {
    if (user.verifiedAt === null) return "not_verified";
    if (user.links.length === 0) return "must_claim";
    return user.links.some(({ client }) => this.#client(client).portal === "open")
      ? "can_sign_in"
      : "no_open_portal";
  }

  #is(user: FakeUser, filter: UserFilter): boolean {
    switch (filter) {
      case "all":
        return true;
      case "no_linked_client":
        return user.links.length === 0;
      case "not_verified":
        return user.verifiedAt === null;
      case "closed_portal":
        return user.links.some(({ client }) => this.#client(client).portal !== "open");
      case "dormant":
        return Date.now() - Date.parse(user.lastSignInAt ?? user.createdAt) > YEAR_MS;
      case "barred":
        return user.barred.length > 0;
      default:
        return filter satisfies never;
    }
  }

  #user(id: number): FakeUser {
    const user = this.#users.find((one) => one.id === id);
    if (user === undefined) throw notFound("There is no such portal user.");
    return user;
  }

  #client(id: string): FakeClient {
    const client = this.#clients.find((one) => one.id === id);
    if (client === undefined) throw notFound("There is no such client.");
    return client;
  }
}

/** Puts them in order; they are in that of their names. Who never signed in comes last either way. */
function inOrder(users: FakeUser[], sort: UserSort, descending: boolean) {
  const way = descending ? -1 : 1;
  if (sort === "email") users.sort((a, b) => way * a.email.localeCompare(b.email));
  else if (sort === "created") users.sort((a, b) => way * a.createdAt.localeCompare(b.createdAt));
  else if (sort === "last_sign_in")
    users.sort((a, b) => way * lastSeen(a, way).localeCompare(lastSeen(b, way)));
  else if (descending) users.reverse();
}

function lastSeen({ lastSignInAt }: FakeUser, way: number): string {
  return lastSignInAt ?? (way === 1 ? "9999" : "0000");
}

function nameOf({ first, last }: FakeUser): string {
  return `${first} ${last}`;
}

function stateOf(pair: Pair | undefined, link: FakeLink | undefined): PairState {
  const { version = 1, changedBy = null, changedAt = null } = pair ?? {};
  return {
    version,
    origin: link?.origin ?? null,
    barred: false,
    changed_by: changedBy,
    changed_at: changedAt,
  };
}
