/**
 * The window's places. The history lives in memory: addresses hold what staff search for, and a webview keeps a
 * history of addresses on disk.
 */
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
} from "@tanstack/react-router";

import { AccessCheck } from "./access-check/AccessCheck";
import { validateQuestion } from "./access-check/view";
import { Activity } from "./activity/Activity";
import { validateLogView } from "./activity/view";
import { ClientPortals } from "./client-portals/ClientPortals";
import { validateClientView } from "./client-portals/view";
import { Imports } from "./imports/Imports";
import type { Begins } from "./new-start";
import { PortalUsers } from "./portal-users/PortalUsers";
import { validateView } from "./portal-users/view";
import { SettingsScreen } from "./settings/SettingsScreen";
import { Stumbled } from "./shell/Stumbled";
import { Window } from "./shell/Window";
import { WaitingChanges } from "./waiting/WaitingChanges";

const window = createRootRoute({ component: Window });

const home = createRoute({
  getParentRoute: () => window,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/portal-users" });
  },
});

const portalUsers = createRoute({
  getParentRoute: () => window,
  path: "/portal-users",
  validateSearch: validateView,
  component: PortalUsers,
});

const accessCheck = createRoute({
  getParentRoute: () => window,
  path: "/access-check",
  validateSearch: validateQuestion,
  component: AccessCheck,
});

const clientPortals = createRoute({
  getParentRoute: () => window,
  path: "/client-portals",
  validateSearch: validateClientView,
  component: ClientPortals,
});

const activity = createRoute({
  getParentRoute: () => window,
  path: "/activity",
  validateSearch: validateLogView,
  component: Activity,
});

const waiting = createRoute({
  getParentRoute: () => window,
  path: "/waiting",
  component: WaitingChanges,
});

const imports = createRoute({
  getParentRoute: () => window,
  path: "/imports",
  component: Imports,
});

const settings = createRoute({
  getParentRoute: () => window,
  path: "/settings",
  component: SettingsScreen,
});

/** A router that stands where the window begins. */
export function openRouter(at: Begins) {
  return createRouter({
    routeTree: window.addChildren([
      home,
      portalUsers,
      clientPortals,
      accessCheck,
      activity,
      waiting,
      imports,
      settings,
    ]),
    history: createMemoryHistory({ initialEntries: [at] }),
    defaultErrorComponent: Stumbled,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof openRouter>;
  }
}
