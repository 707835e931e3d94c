import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { I18nProvider } from "react-aria-components";

import { ActionsProvider } from "./actions/Actions";
import { ToastProvider } from "./components/Toasts";
import { openCache } from "./data";
import { openRouter } from "./router";

/** The whole window. */
export function App() {
  const [cache] = useState(openCache);
  const [router] = useState(openRouter);
  return (
    // The window's words are English, and so must be those that React Aria announces. Dates follow the person's locale.
    <I18nProvider locale="en">
      <QueryClientProvider client={cache}>
        <ToastProvider>
          <ActionsProvider>
            <RouterProvider router={router} />
          </ActionsProvider>
        </ToastProvider>
      </QueryClientProvider>
    </I18nProvider>
  );
}
