/** The people and clients of the fake firm. All are invented; every state that the window can show occurs. */
import type { Origin } from "./types/Origin";
import type { Portal } from "./types/Portal";

export type FakeClient = { id: string; name: string; office: string; portal: Portal; contacts: string[] };

export type FakeLink = { client: string; origin: Origin; madeBy: string; madeAt: string };

export type FakeUser = {
  id: number;
  first: string;
  last: string;
  email: string;
  createdAt: string;
  verifiedAt: string | null;
  lastSignInAt: string | null;
  links: FakeLink[];
  /** Clients that staff closed this user's access to. */
  barred: string[];
};

const DAY_MS = 86_400_000;

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

/** This morning, at any hour of the day. */
function thisMorning(): string {
  const morning = new Date();
  morning.setHours(0, 14, 0, 0);
  return morning.toISOString();
}

const NAMED: [id: string, name: string, portal?: Portal, contacts?: string[]][] = [
  ["1001", "Smith, Jane", "open", ["jane.smith@example.com"]],
  ["1002", "Smith Family Trust", "open", ["jane.smith@example.com", "ana.sofia@example.com"]],
  ["1003", "Jane Smith Realty Group", "open"],
  ["1187", "Smith Lakehouse LLC", "open", ["jane.smith@example.com"]],
  ["1011", "Smith Family Holdings", "open"],
  ["1012", "Smith Family Dental PC", "open"],
  ["1013", "Smith Family Farms", "client_inactive"],
  ["1014", "Al-Khatib Imports", "not_in_portal"],
  ["A-77", "Müller & Söhne GmbH", "open"],
  ["a-77", "Mueller Freight Forwarding", "open"],
  ["2001", "مؤسسة النور للتجارة", "open"],
  ["2002", "株式会社 青空", "open"],
  ["2003", "Übermäßig Lang Benannte Vermögensverwaltungs- und Beteiligungsgesellschaft mbH & Co. KG", "open"],
];

const KINDS = ["Bakery", "Dental PC", "Farms", "Holdings", "Joinery", "Logistics", "Realty", "Trust"];
const PLACES = ["Ashford", "Brook", "Cedar", "Dunmore", "Elm Street", "Fairview", "Glen", "Harbour"];
const OFFICES = ["Boston", "Cambridge", "Lowell"];

/** The clients, named ones first. */
export function fakeClients(): FakeClient[] {
  const more = PLACES.flatMap((place, row) =>
    KINDS.map((kind, column): [string, string] => [
      String(3001 + row * KINDS.length + column),
      `${place} ${kind}`,
    ]),
  );
  return [...NAMED, ...more].map(
    ([id, name, portal = "open", contacts = []]: (typeof NAMED)[number], index) => ({
      id,
      name,
      office: OFFICES[index % OFFICES.length] ?? "Boston",
      portal,
      contacts,
    }),
  );
}

type Person = [
  first: string,
  last: string,
  email: string,
  links: string[],
  signIn: string | null,
  verified?: boolean,
];

const PEOPLE: Person[] = [
  ["Ana Sofía", "Smith", "ana.sofia@example.com", ["1002"], thisMorning()],
  ["Jane", "Smith", "jane.smith@example.com", ["1002", "1001", "1003"], daysAgo(3)],
  ["John", "O’Brien-Smith", "jobrien@example.org", ["1011"], null, false],
  ["Kenji", "Smith 健二", "kenji@smithfam.example", [], daysAgo(110)],
  ["Mary-Ann", "Smith", "mas@example.com", ["1012"], daysAgo(11)],
  ["Rashid", "al-Khatib", "rashid@smithfam.example", ["1013", "1014"], daysAgo(320)],
  ["Zoë", "Smithson", "zoe@example.com", ["1002", "1011"], daysAgo(5)],
  ["ليلى", "حداد", "layla@example.net", ["2001"], daysAgo(2)],
  ["דוד", "כהן", "david.cohen@example.net", ["2001", "1012"], daysAgo(40)],
  ["さくら", "田中", "sakura@example.jp", ["2002"], daysAgo(1)],
  ["Jürgen", "Müller", "juergen@mueller.example", ["A-77", "a-77"], daysAgo(500)],
  ["Ольга", "Иванова", "olga@example.org", ["2003"], daysAgo(8)],
  [
    "Maximiliane Friederike Charlotte",
    "von und zu Hohenstein-Falkenberg-Reichenau",
    "maximiliane.friederike.charlotte.von.hohenstein@long-domain-name.example",
    ["2003", "1001", "1011"],
    daysAgo(20),
  ],
  ["Grace", "Hopper-Lindt", "grace@example.com", [], null, false],
];

const FIRSTS = [
  "Alma",
  "Bruno",
  "Chidi",
  "Dana",
  "Emeka",
  "Farah",
  "Giulia",
  "Hana",
  "Ivo",
  "Joana",
  "Kofi",
  "Lena",
];
const LASTS = ["Abara", "Bauer", "Costa", "Dvořák"];

function morePeople(): Person[] {
  return FIRSTS.flatMap((first, row) =>
    LASTS.map((last, column): Person => {
      const number = row * LASTS.length + column;
      const email = `${first}.${last}@example.com`.toLowerCase().replaceAll(/[^a-z.@]/g, "");
      return [
        first,
        last,
        email,
        [String(3001 + number)],
        number % 9 === 4 ? daysAgo(400) : daysAgo(number),
        number % 11 !== 3,
      ];
    }),
  );
}

/** The portal users; the last of them has sixty links. */
export function fakeUsers(): FakeUser[] {
  const everywhere = Array.from({ length: 60 }, (_, index) => String(3001 + index));
  const people: Person[] = [
    ...PEOPLE,
    ...morePeople(),
    ["Priya", "Raman", "priya@books.example", everywhere, daysAgo(0.01)],
  ];
  return people.map(([first, last, email, links, lastSignInAt, verified = true], index) => ({
    id: 101 + index * 7,
    first,
    last,
    email,
    createdAt: daysAgo(990 - index),
    verifiedAt: verified ? daysAgo(989 - index) : null,
    lastSignInAt: verified ? lastSignInAt : null,
    links: links.map((client, at): FakeLink => ({
      client,
      origin: (["contact", "claim", "staff"] as const)[at % 3] ?? "staff",
      madeBy: at % 3 === 2 ? "Dana Osei" : `${first} ${last}`,
      madeAt: daysAgo(900 - at * 30),
    })),
    barred: last === "Raman" ? ["1003"] : [],
  }));
}
