import type { ClientId } from "../../ipc/types/ClientId";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { useOpenPaths } from "./close-access";
import { Foreseen } from "./Foreseen";
import { Paths } from "./Paths";

/** What a de-link leaves open: it alone does not keep a person out (rule 27). */
export function StaysOpen({ user, client }: { user: PortalUserId; client: ClientId }) {
  const foreseen = useOpenPaths(user, client, "de_link");
  return (
    <Foreseen foreseen={foreseen}>
      {({ after }) => {
        const open = after.filter((path) => path.open);
        return open.length > 0 && <Paths title="What stays open" paths={open} />;
      }}
    </Foreseen>
  );
}
