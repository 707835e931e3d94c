/** What the screen asks: who, which client and what they want to do, kept in the address. */
import { getRouteApi } from "@tanstack/react-router";

import { textIn } from "../address";
import type { Action } from "../ipc/types/Action";
import type { ClientId } from "../ipc/types/ClientId";

type View = { email?: string; client?: ClientId | undefined; action?: Action };

/** What callers want to do, most frequent first. What staff do themselves is not among it. */
export const ACTIONS: readonly { id: Action; title: string }[] = [
  { id: "see_and_pay", title: "See and pay what is due" },
  { id: "sign_in", title: "Sign in" },
  { id: "claim", title: "Link a further client" },
  { id: "pay_for_no_invoice", title: "Pay for no invoice" },
  { id: "save_method", title: "Save a payment method" },
  { id: "set_up_plan", title: "Set up a payment plan" },
  { id: "see_payment_history", title: "See payment history" },
  { id: "see_letters", title: "See engagement letters" },
  { id: "sign_letter", title: "Sign an engagement letter" },
];

/** Whether a text may be an e-mail address: what is none is told here, with an example, and asked of nobody. */
export function isAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(text.trim());
}

/** The question that an address asks; what it cannot mean is left out. */
export function validateQuestion(raw: Record<string, unknown>): View {
  const view: View = {};
  if (typeof raw.email === "string") view.email = raw.email;
  const client = textIn(raw.client);
  if (client !== undefined) view.client = client;
  const action = ACTIONS.find(({ id }) => id === raw.action);
  if (action !== undefined) view.action = action.id;
  return view;
}

const route = getRouteApi("/access-check");

/** The question, and how to ask another. */
export function useQuestion() {
  const { email = "", client, action = "see_and_pay" } = route.useSearch();
  const navigate = route.useNavigate();
  function ask(part: View) {
    void navigate({ search: (view) => ({ ...view, ...part }), replace: true });
  }
  return { email, client, action, ask };
}
