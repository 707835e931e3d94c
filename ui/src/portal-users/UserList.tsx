import { Button } from "../components/Button";
import { ProblemNotice } from "../components/ProblemNotice";
import { Waiting } from "../components/Waiting";
import type { PortalUserId } from "../ipc/types/PortalUserId";
import type { UserFilter } from "../ipc/types/UserFilter";
import type { usePortalUsers } from "./queries";
import { UserGrid } from "./UserGrid";
import { FILTERS } from "./view";

import styles from "./UserList.module.css";

type UserListProps = {
  users: ReturnType<typeof usePortalUsers>;
  search: string;
  filter: UserFilter;
  selected: PortalUserId | undefined;
  onOpen: (id: PortalUserId) => void;
  onClear: () => void;
  gridRef: React.RefObject<HTMLDivElement | null>;
};

/** The grid, or why there is none. */
export function UserList({ users, search, filter, selected, onOpen, onClear, gridRef }: UserListProps) {
  const tryAgain = () => void users.tryAgain();
  if (users.total === undefined) {
    return (
      <div className={styles.place}>
        {users.problem === null ? (
          <Waiting>Loading the portal users…</Waiting>
        ) : (
          <ProblemNotice size="pane" problem={users.problem} onTryAgain={tryAgain} />
        )}
      </div>
    );
  }
  return (
    <>
      {users.problem !== null && <ProblemNotice size="strip" problem={users.problem} onTryAgain={tryAgain} />}
      <UserGrid
        users={users}
        total={users.total}
        list={`${filter} ${search}`}
        selected={selected}
        onOpen={onOpen}
        gridRef={gridRef}
      />
      {users.total === 0 && <NobodyFound search={search} filter={filter} onClear={onClear} />}
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
