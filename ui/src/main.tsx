import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./App";

import "@fontsource-variable/inter/wght.css";
import "./styles/base.css";

// A desktop window has no "Reload" and no "Save image as": only fields keep their cut, copy and paste.
document.addEventListener("contextmenu", (event) => {
  const inField = event.target instanceof Element && event.target.closest("input, textarea") !== null;
  const onSelection = document.getSelection()?.type === "Range";
  if (!inField && !onSelection) event.preventDefault();
});

const root = document.getElementById("root");
if (root === null) throw new Error("index.html holds the root element");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
