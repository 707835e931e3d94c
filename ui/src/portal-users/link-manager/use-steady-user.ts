/** Keeps the links of a user where they are while somebody points at them: colleagues' changes wait to be shown. */
import { useState } from "react";
import type { FocusEvent } from "react";

import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";

/** The changes of this window: when the last was begun, and whether one is still to be answered. */
type Own = { last: number; isPending: boolean };

/**
 * What is shown of a user, and how many clients have come or gone since. While the pointer is on the links or the focus
 * among them, they stay as they are, unless they are changed from here: until such a change is answered and read anew they
 * move with whatever comes, since its own outcome may come with a colleague's or after it.
 */
export function useSteadyUser(user: PortalUserDetail, own: Own) {
  const [isPointedAt, setPointedAt] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [shown, setShown] = useState(user);
  const [shownOwn, setShownOwn] = useState(own.last);
  const moved = movedBetween(shown, user);
  const isOwnDue = own.isPending || shownOwn !== own.last;
  const mayMove = moved === 0 || !(isPointedAt || hasFocus) || isOwnDue;
  if (shown !== user && mayMove) {
    setShown(user);
    if (!own.isPending) setShownOwn(own.last);
  }

  return {
    shown: mayMove ? user : shown,
    held: mayMove ? 0 : moved,
    show: () => setShown(user),
    pointed: {
      onPointerEnter: () => setPointedAt(true),
      onPointerLeave: () => setPointedAt(false),
      onFocus: () => setFocus(true),
      onBlur: (event: FocusEvent) => setFocus(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}

/** How many clients stand elsewhere than they did: they were linked or barred, or are not any more. */
function movedBetween(before: PortalUserDetail, after: PortalUserDetail): number {
  const was = places(before);
  const is = places(after);
  return new Set([...was.keys(), ...is.keys()].filter((client) => was.get(client) !== is.get(client))).size;
}

function places({ links, barred, suggestions }: PortalUserDetail): ReadonlyMap<string, string> {
  return new Map([
    ...suggestions.map((one) => [one.client_id, "suggested"] as const),
    ...barred.map((one) => [one.client_id, "barred"] as const),
    ...links.map((one) => [one.client_id, "linked"] as const),
  ]);
}
