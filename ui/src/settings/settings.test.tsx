import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { openWindow } from "../test/window";

test("light or dark and the size are chosen by name, and stay chosen", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Settings" }));
  const looks = within(await screen.findByRole("radiogroup", { name: "Light or dark" }));
  expect(looks.getByRole("radio", { name: "As the system is" }).getAttribute("aria-checked")).toBe("true");
  await user.click(looks.getByRole("radio", { name: "Dark" }));
  await user.click(screen.getByRole("radio", { name: "125 %" }));
  await user.click(screen.getByRole("link", { name: /^Portal users/ }));
  await user.click(await screen.findByRole("link", { name: "Settings" }));
  expect((await screen.findByRole("radio", { name: "Dark" })).getAttribute("aria-checked")).toBe("true");
  expect(screen.getByRole("radio", { name: "125 %" }).getAttribute("aria-checked")).toBe("true");
});

test("what is kept on this computer is told", async () => {
  const user = await openWindow();
  await user.click(screen.getByRole("link", { name: "Settings" }));
  const kept = await screen.findByRole("region", { name: "What is kept on this computer" });
  expect(kept.textContent).toContain("kept encrypted");
});
