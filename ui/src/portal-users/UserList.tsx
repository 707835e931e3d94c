import { Button } from "../components/Button";
import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import type { UserFilter } from "../ipc/types/UserFilter";
import { UserGrid } from "./grid/UserGrid";
import type { UserGridProps } from "./grid/UserGrid";
import type { useList } from "./queries";
import { FILTERS } from "./view";

import styles from "./UserList.module.css";

type UserListProps = Omit<UserGridProps, "list" | "total" | "isPrevious"> & {
  shown: ReturnType<typeof useList>;
  search: string;
  filter: UserFilter;
  onClear: () => void;
};

/** The grid, or why there is none. */
export function UserList({ shown, search, filter, onClear, ...grid }: UserListProps) {
  const tryAgain = () => void shown.tryAgain();
  if (shown.total === undefined) {
    return (
      <div className={styles.place}>
        {shown.problem === null ? (
          <Waiting>Loading the portal users…</Waiting>
        ) : (
          <ProblemNotice size="pane" problem={shown.problem} onTryAgain={tryAgain} />
        )}
      </div>
    );
  }
  return (
    <>
      {shown.problem !== null && <ProblemNotice size="strip" problem={shown.problem} onTryAgain={tryAgain} />}
      <UserGrid {...grid} list={shown.list} total={shown.total} isPrevious={shown.isPrevious} />
      {shown.total === 0 && <NobodyFound search={search} filter={filter} onClear={onClear} />}
    </>
  );
}

type NobodyFoundProps = Pick<UserListProps, "search" | "filter" | "onClear">;

function NobodyFound({ search, filter, onClear }: NobodyFoundProps) {
  const title = FILTERS.find(({ id }) => id === filter)?.title;
  const isNarrowed = search.trim() !== "" || filter !== "all";
  if (!isNarrowed) {
    return (
      <div className={styles.nobody}>
        <p className={styles.title}>No portal users yet</p>
        <p>Everybody who signs up at the firm's portal shows up here.</p>
      </div>
    );
  }
  return (
    <div className={styles.nobody}>
      <p className={styles.title}>
        {search.trim() === "" ? (
          "Nobody"
        ) : (
          <>
            Nobody found for “<bdi>{search.trim()}</bdi>”
          </>
        )}
        {filter !== "all" && ` among “${title}”`}
      </p>
      <p>The search looks at names, e-mail addresses, linked clients and Client IDs.</p>
      <Button onPress={onClear}>{filter === "all" ? "Clear the search" : "Show everybody"}</Button>
    </div>
  );
}
