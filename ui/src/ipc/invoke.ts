/**
 * The one way from the window to the backend. In Tauri a call is a command of the shell; in a plain browser and in
 * tests it goes to a fake firm, which no production build contains.
 */
import { invoke, isTauri } from "@tauri-apps/api/core";

import type { Commands } from "./commands";
import type { Problem } from "./types/Problem";

export type Command = keyof Commands;
export type Request<C extends Command> = Commands[C]["request"];
export type Answer<C extends Command> = Commands[C]["answer"];

/** Runs a command of the backend. What it rejects with is always a `Problem`. */
export async function call<C extends Command>(command: C, request: Request<C>): Promise<Answer<C>> {
  if (import.meta.env.DEV && !isTauri()) {
    const { fake } = await import("./fake");
    return fake(command, request);
  }
  try {
    return await invoke<Answer<C>>(command, { request });
  } catch (cause) {
    throw asProblem(cause);
  }
}

/** Tauri itself rejects with a text, for instance where a command is not allowed. */
function asProblem(cause: unknown): Problem {
  if (isProblem(cause)) return cause;
  return {
    type: "about:blank",
    status: 0,
    code: "internal",
    title: "Portico could not carry this out.",
    next: "Start Portico again. If it stays so, tell the firm's IT.",
    request_id: null,
    current: null,
  };
}

function isProblem(cause: unknown): cause is Problem {
  return (
    typeof cause === "object" && cause !== null && "code" in cause && "title" in cause && "next" in cause
  );
}
