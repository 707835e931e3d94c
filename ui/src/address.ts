/** The text that stands for this in an address, if one does: the router reads the Client ID 1002 as a number. */
export function textIn(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
