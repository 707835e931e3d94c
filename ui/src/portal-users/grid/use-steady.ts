/** Keeps what somebody looks at where it is when rows come and go above it. */
import { useLayoutEffect, useRef } from "react";
import type { PointerEvent } from "react";

import type { PortalUserId } from "../../ipc/types/PortalUserId";
import type { Rows } from "../queries";
import { HEADER_HEIGHT } from "./scaled-scroll";

type SteadyProps = {
  list: string;
  rows: Rows;
  first: number;
  last: number;
  offset: number;
  rowHeight: number;
  /** The row of the tab stop. */
  active: number;
  shift: (rows: number) => void;
};

/** The row that is pointed at stays under the pointer; else the row with the tab stop, or else the first one in sight. */
export function useSteady({ list, rows, first, last, offset, rowHeight, active, shift }: SteadyProps) {
  // How far below the grid's top somebody points; none where the keys were used last.
  const pointer = useRef<number | undefined>(undefined);
  const seen = useRef<{ list: string; users: Map<number, PortalUserId> }>({ list, users: new Map() });

  useLayoutEffect(() => {
    const pointed = pointer.current === undefined ? -1 : Math.floor((offset + pointer.current) / rowHeight);
    const anchor = anchorOf(pointed, active, first, last);
    const was = seen.current.list === list ? seen.current.users.get(anchor) : undefined;
    const now = was === undefined ? anchor : rows.indexOf(was);
    // It may be on a page that is fetched this very moment.
    if (now === undefined && rows.isFetching) return;
    seen.current = { list, users: inSight(rows, first, last) };
    if (now === undefined || now === anchor) return;
    shift(now - anchor);
  });

  return {
    onPointerMove: ({ clientY, currentTarget }: PointerEvent) => {
      pointer.current = clientY - currentTarget.getBoundingClientRect().top - HEADER_HEIGHT;
    },
    onPointerLeave: () => {
      pointer.current = undefined;
    },
    onKey: () => {
      pointer.current = undefined;
    },
  };
}

function anchorOf(pointed: number, active: number, first: number, last: number) {
  if (pointed >= first && pointed <= last) return pointed;
  return active >= first && active <= last ? active : first;
}

function inSight(rows: Rows, first: number, last: number): Map<number, PortalUserId> {
  const users = new Map<number, PortalUserId>();
  for (let index = first; index <= last; index += 1) {
    const row = rows.at(index);
    if (row !== undefined) users.set(index, row.id);
  }
  return users;
}
