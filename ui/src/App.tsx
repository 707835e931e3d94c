import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { I18nProvider } from "react-aria-components";

import { ActionsProvider } from "./actions/Actions";
import { ToastProvider, Toasts } from "./components/Toasts";
import { Covered } from "./curtain/Covered";
import { openCache } from "./data";
import { OpeningFirm } from "./firms/OpeningFirm";
import { ImportingProvider } from "./imports/Importing";
import type { Begins } from "./new-start";
import { NewStartProvider } from "./new-start";
import { openRouter } from "./router";
import { UndoActions, UndoProvider } from "./undo/Undo";

/** The whole window. */
export function App() {
  const [start, setStart] = useState<{ number: number; at: Begins }>({ number: 0, at: "/portal-users" });
  return (
    // The window's words are English, and so must be those that React Aria announces. Dates follow the person's locale.
    <I18nProvider locale="en">
      <NewStartProvider value={(at) => setStart(({ number }) => ({ number: number + 1, at }))}>
        <Started key={start.number} at={start.at} />
      </NewStartProvider>
    </I18nProvider>
  );
}

/** Everything that the window has of one firm. What is kept stands around the curtain, what is drawn behind it. */
function Started({ at }: { at: Begins }) {
  const [cache] = useState(openCache);
  const [router] = useState(() => openRouter(at));
  return (
    <QueryClientProvider client={cache}>
      <ToastProvider>
        <UndoProvider>
          <ImportingProvider>
            <ActionsProvider>
              <Covered>
                <RouterProvider router={router} />
                <UndoActions />
                <OpeningFirm />
                <Toasts />
              </Covered>
            </ActionsProvider>
          </ImportingProvider>
        </UndoProvider>
      </ToastProvider>
    </QueryClientProvider>
  );
}
