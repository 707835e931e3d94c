import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { useAction } from "../actions/Actions";
import { Palette } from "../actions/Palette";
import { Shortcuts } from "../actions/Shortcuts";
import { useCover } from "../curtain/Covered";

/** What can be done wherever one is: the palette, the sheet of shortcuts, and going to a place. */
export function WindowActions() {
  const [open, setOpen] = useState<"palette" | "shortcuts" | null>(null);
  const navigate = useNavigate();
  const close = () => setOpen(null);
  useAction("palette.open", () => setOpen("palette"));
  useAction("window.cover", useCover());
  useAction("shortcuts.open", () => setOpen("shortcuts"));
  useAction("go.portal-users", () => void navigate({ to: "/portal-users" }));
  useAction("go.client-portals", () => void navigate({ to: "/client-portals" }));
  useAction("go.access-check", () => void navigate({ to: "/access-check" }));
  useAction("go.activity", () => void navigate({ to: "/activity" }));
  useAction("go.imports", () => void navigate({ to: "/imports" }));
  useAction("go.settings", () => void navigate({ to: "/settings" }));
  useAction("go.waiting", () => void navigate({ to: "/waiting" }));
  if (open === "palette") return <Palette onClose={close} />;
  if (open === "shortcuts") return <Shortcuts onClose={close} />;
  return null;
}
