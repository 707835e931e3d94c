/**
 * Everything that can be done by name or by key, in one table: the palette, the sheet of shortcuts and the keys
 * themselves all read it. What an action does is said by the screen that it belongs to, for as long as it is shown.
 */

/** `Mod` is ⌘ on a Mac and Ctrl elsewhere. A single character never fires while somebody types. */
export type Keys = string;

/** In the order in which they are listed. */
export const GROUPS = ["Go to", "Edit", "The list", "The link manager", "Portico"] as const;

export type Action = {
  /** What it does, in the imperative, as menus name it. */
  title: string;
  group: (typeof GROUPS)[number];
  keys?: Keys;
  /** Whoever types means what was typed. */
  yieldsToTyping?: true;
  /** Other words that somebody may look for it with. */
  also: string;
};

const ACTIONS = {
  "go.portal-users": {
    title: "Portal users",
    group: "Go to",
    keys: "Mod+1",
    also: "accounts people home list logins",
  },
  "go.client-portals": {
    title: "Client portals",
    group: "Go to",
    keys: "Mod+2",
    also: "clients companies who can get in preview invoices",
  },
  "go.access-check": {
    title: "Access check",
    group: "Go to",
    keys: "Mod+3",
    also: "why cannot can't get in sign in rehearse key caller support problem",
  },
  "go.activity": {
    title: "Activity",
    group: "Go to",
    keys: "Mod+4",
    also: "log history audit who changed when what happened",
  },
  "go.waiting": {
    title: "Waiting changes",
    group: "Go to",
    keys: "Mod+5",
    also: "offline intents queue pending confirm send refused withdraw",
  },
  "go.imports": {
    title: "Imports",
    group: "Go to",
    keys: "Mod+6",
    also: "pms export csv files data as of age practice management upload",
  },
  "go.settings": {
    title: "Settings",
    group: "Go to",
    keys: "Mod+,",
    also: "preferences options theme dark light zoom size security keychain",
  },
  "edit.undo": {
    title: "Undo the last change",
    group: "Edit",
    keys: "Mod+Z",
    yieldsToTyping: true,
    also: "take back revert mistake oops link de-link close access",
  },
  "edit.redo": {
    title: "Redo what was undone",
    group: "Edit",
    keys: "Shift+Mod+Z",
    yieldsToTyping: true,
    also: "again repeat restore",
  },
  "list.search": {
    title: "Search this list",
    group: "The list",
    keys: "/",
    also: "find look up filter name e-mail client id",
  },
  "list.clear": {
    title: "Show everybody",
    group: "The list",
    also: "clear reset search filter all",
  },
  "manager.link": {
    title: "Link a client",
    group: "The link manager",
    keys: "L",
    also: "add give grant access connect client",
  },
  "manager.portal": {
    title: "See the portal as this user sees it",
    group: "The link manager",
    also: "preview their view merged invoices what they see look in",
  },
  "list.select-all": {
    title: "Select all who match",
    group: "The list",
    also: "everybody everything mark choose",
  },
  "list.link": {
    title: "Link the selected portal users to a client",
    group: "The list",
    also: "bulk many batch add give grant access connect",
  },
  "list.de-link": {
    title: "De-link the selected portal users from a client",
    group: "The list",
    also: "bulk many batch unlink remove revoke access disconnect",
  },
  "list.copy": {
    title: "Copy the list as a table",
    group: "The list",
    also: "clipboard paste spreadsheet cells",
  },
  "list.export-xlsx": {
    title: "Export the list as an Excel workbook",
    group: "The list",
    also: "save file download xlsx spreadsheet",
  },
  "list.export-csv": {
    title: "Export the list as CSV",
    group: "The list",
    also: "save file download comma separated values",
  },
  "details.close": {
    title: "Back to the list",
    group: "The list",
    keys: "Escape",
    also: "close return hide pane panel link manager details",
  },
  "window.cover": {
    title: "Cover the window",
    group: "Portico",
    keys: "Mod+Shift+L",
    also: "lock hide idle away privacy curtain screen",
  },
  "palette.open": {
    title: "Find a person, a client or an action",
    group: "Portico",
    keys: "Mod+K",
    also: "palette commands anything",
  },
  "shortcuts.open": {
    title: "Show the keyboard shortcuts",
    group: "Portico",
    keys: "?",
    also: "help keys hotkeys cheat sheet",
  },
} as const satisfies Record<string, Action>;

export type ActionId = keyof typeof ACTIONS;

/** Every action, in the order of the table. */
export const ACTION_IDS = Object.keys(ACTIONS).filter((id): id is ActionId => id in ACTIONS);

/** An action's row; not every row has keys. */
export function action(id: ActionId): Action {
  return ACTIONS[id];
}
