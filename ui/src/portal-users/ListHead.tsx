import type { ReactNode } from "react";

import { Chips } from "../components/Chips";
import { SearchBox } from "../components/SearchBox";
import { count } from "../format";
import type { UserFilter } from "../ipc/types/UserFilter";
import { useCounts } from "./queries";
import { FILTERS } from "./view";

import styles from "./ListHead.module.css";

type ListHeadProps = {
  /** How many portal users answer; none while that is not known. */
  total: number | undefined;
  text: string;
  filter: UserFilter;
  onLook: (part: { search?: string; filter?: UserFilter }) => void;
  onArrowDown: () => void;
  searchBox: React.RefObject<HTMLInputElement | null>;
  /** What can be done with the list as a whole. */
  children: ReactNode;
};

/** The heading with its count, the search and the filters. */
export function ListHead({ total, text, filter, onLook, onArrowDown, searchBox, children }: ListHeadProps) {
  const counts = useCounts();
  return (
    <div className={styles.head}>
      <div className={styles.title}>
        <h1>Portal users</h1>
        <p role="status" className={styles.count}>
          {total !== undefined && counts !== undefined && `${count(total)} of ${count(counts.all)}`}
        </p>
        <div className={styles.tools}>{children}</div>
      </div>
      <SearchBox
        label="Search portal users"
        value={text}
        onChange={(search) => onLook({ search })}
        onArrowDown={onArrowDown}
        inputRef={searchBox}
      />
      <Chips
        label="Filter"
        chips={FILTERS.map(({ id, title }) => ({ id, title, count: counts?.[id] }))}
        chosen={filter}
        onChoose={(id) => onLook({ filter: id })}
      />
    </div>
  );
}
