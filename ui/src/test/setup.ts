import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";

import { resetFake } from "../ipc/fake";

// Nothing is laid out here: the list has the height of some twenty rows.
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: { configurable: true, get: () => 740 },
  offsetWidth: { configurable: true, get: () => 1000 },
  clientHeight: { configurable: true, get: () => 740 },
});

// React Aria looks for the focus in a Document; here the document itself is of a class of its own.
Object.defineProperty(Document, Symbol.hasInstance, {
  value: (node: unknown) => node === document,
});

beforeEach(resetFake);
afterEach(cleanup);
