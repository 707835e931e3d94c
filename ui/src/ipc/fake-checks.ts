/** The decisions of the fake firm, worded as the real one words them. */
import type { FakeClient, FakeUser } from "./fake-data";
import type { OfferedRemedy } from "./types/OfferedRemedy";
import type { OpenPath } from "./types/OpenPath";

type FakeFact = { holds: boolean; yes: string; no: string; asks: string; remedies: OfferedRemedy[] };

/** What is looked at, in order, and what would help where it does not hold. */
export function factsOf(user: FakeUser | undefined, client: FakeClient | null): FakeFact[] {
  const link = user?.links.some((one) => client === null || one.client === client.id) ?? false;
  return [
    {
      holds: user !== undefined,
      yes: "There is an account with this e-mail.",
      no: "There is no account yet.",
      asks: "whether there is an account",
      remedies: [
        own("sign_up", "Only the user can create the account: on the portal's page, with this e-mail."),
      ],
    },
    {
      holds: user !== undefined && user.verifiedAt !== null,
      yes: "E-mail verified.",
      no: "The e-mail is not verified yet; only the user can open the message.",
      asks: "whether the e-mail is verified",
      remedies: [
        own("verify_email", "Only the user can verify the e-mail: by opening the message that was sent."),
      ],
    },
    {
      holds: link,
      yes: "Linked to this client.",
      no: "Not linked to this client.",
      asks: "whether the user is linked to this client",
      remedies: [
        { remedy: "link", by: "staff", says: "Staff can link the client: it takes effect at once." },
        own("claim", "Only the user can claim the client: after signing in."),
      ],
    },
    {
      holds: client === null || client.portal === "open",
      yes: "The portal is open.",
      no: "The client is inactive, so its portal is closed.",
      asks: "whether the portal is open",
      remedies: [
        { remedy: "activate_client", by: "elsewhere", says: "The firm can make the client active." },
      ],
    },
  ];
}

function own(remedy: OfferedRemedy["remedy"], says: string): OfferedRemedy {
  return { remedy, by: "person", says };
}

export function verdictOf(who: string, client: string, no: string | undefined): string {
  if (no === undefined) return `${who} can see and pay for ${client}.`;
  return `${who} cannot see and pay for ${client}: ${no.charAt(0).toLowerCase()}${no.slice(1)}`;
}

/** The paths by which one user gets at a client. */
export function paths(isLinked: boolean, isBarred: boolean): OpenPath[] {
  return [
    path("account", isLinked, "Seeing the client from the account", "de_link"),
    path("claim", !isBarred, "Claiming the client again, with its key", "close_access"),
    path("key", true, "Paying without an account, with its key", "pms"),
    path("one_click_links", !isBarred, "One-click links in mails already sent", "close_access"),
    path("invoices_to_come", true, "One-click links of invoices to come, as a contact for invoices", "pms"),
  ];
}

function path(kind: OpenPath["path"], open: boolean, which: string, shutBy: OpenPath["shut_by"]): OpenPath {
  return { path: kind, open, says: `${which}: ${open ? "open." : "shut."}`, shut_by: shutBy };
}
