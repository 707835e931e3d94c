// What the bench of the window does in the page, in Portico's and in the bare one alike: it finds things by the names that
// screen readers find them by. A time ends when the frame is done in which the last of what was awaited is painted.
(() => {
  const QUIET_MS = 250;
  const LONGEST_MS = 20_000;
  const POINTS = 5;

  const grid = () => document.querySelector('[role="grid"][aria-label="Portal users"]');
  const rows = () => [...grid().querySelectorAll('[role="row"][aria-rowindex]:not([aria-rowindex="1"])')];
  const manager = () => document.querySelector('[aria-label="Link manager"]');

  // A message that is sent while a frame is made is answered once that frame is done.
  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(null);
      });
    });

  // Whatever of the screen answers a key or a click, in one text.
  function look() {
    const status = document.querySelector("h1 ~ [role=status]")?.textContent;
    const shown = rows().slice(0, 3).map((row) => row.innerHTML);
    return [status, grid().ariaBusy, ...shown, manager()?.ariaBusy, manager()?.textContent].join("|");
  }

  const isBusy = () => grid().ariaBusy === "true" || manager()?.ariaBusy === "true";

  function isThere(row) {
    const { top, bottom } = row.getBoundingClientRect();
    const view = grid().getBoundingClientRect();
    return bottom <= view.top || top >= view.bottom || row.ariaBusy !== "true";
  }

  // Whether something is missing where a row should be seen.
  function isBlank() {
    const { left, top, width, height } = grid().getBoundingClientRect();
    const places = Array.from({ length: POINTS }, (_, at) => top + 40 + ((height - 60) * at) / (POINTS - 1));
    return places.some((y) => {
      const row = document.elementFromPoint(left + width / 2, y)?.closest('[role="row"]');
      return row === null || row === undefined || row.ariaBusy === "true";
    });
  }

  let watch;

  window.bench = {
    // Takes the time from the next event of this kind.
    begin(kind) {
      const state = { from: undefined, changed: performance.now(), to: undefined, last: look() };
      const observer = new MutationObserver(() => {
        const now = look();
        if (now === state.last) return;
        Object.assign(state, { last: now, changed: performance.now() });
        void painted().then((at) => (state.to = at));
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      addEventListener(kind, (event) => (state.from = event.timeStamp), { capture: true, once: true });
      watch = { state, observer };
    },

    // How long it took until the last change; none where nothing changed.
    settled(done) {
      const { state, observer } = watch;
      const begun = performance.now();
      const timer = setInterval(() => {
        const now = performance.now();
        const isQuiet = state.from !== undefined && now - Math.max(state.changed, state.from) > QUIET_MS && !isBusy();
        if (!isQuiet && now - begun < LONGEST_MS) return;
        clearInterval(timer);
        observer.disconnect();
        done(isQuiet && state.to !== undefined ? state.to - state.from : null);
      }, 20);
    },

    // From letting the bar go at this part of the list until its rows are painted.
    async jump(part, done) {
      const view = grid();
      const before = rows().at(-1)?.ariaRowIndex;
      const from = performance.now();
      view.scrollTop = part * (view.scrollHeight - view.clientHeight);
      let at;
      do {
        at = await painted();
      } while ((rows().at(-1)?.ariaRowIndex === before || !rows().every(isThere) || isBlank()) && at - from < LONGEST_MS);
      done(at - from);
    },

    // Turns the wheel by so many pixels a frame for so long: the longest that a row was missing, the most rows that there
    // were, and the frames.
    async scroll(pixels, forMs, done) {
      const view = grid();
      const frames = [];
      let [blankSince, longest, most] = [undefined, 0, 0];
      const begun = performance.now();
      let last = begun;
      while (last - begun < forMs) {
        const wheel = new WheelEvent("wheel", { deltaY: pixels, bubbles: true, cancelable: true });
        if (view.dispatchEvent(wheel)) view.scrollTop += pixels;
        const now = await painted();
        frames.push(now - last);
        last = now;
        blankSince = isBlank() ? (blankSince ?? now) : undefined;
        if (blankSince !== undefined) longest = Math.max(longest, now - blankSince);
        most = Math.max(most, document.querySelectorAll('[role="row"]').length);
      }
      done({ blank: longest, rows: most, frames });
    },

    // When the first rows were painted, in milliseconds since 1970.
    started(done) {
      const timer = setInterval(() => {
        const [mark] = performance.getEntriesByName("rows");
        if (mark === undefined) return;
        clearInterval(timer);
        done(performance.timeOrigin + mark.startTime);
      }, 10);
    },
  };
})();
