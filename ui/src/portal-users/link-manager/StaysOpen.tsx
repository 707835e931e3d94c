import type { ClientId } from "../../ipc/types/ClientId";
import type { PortalUserId } from "../../ipc/types/PortalUserId";
import { useOpenPaths } from "./close-access";
import { Paths } from "./Paths";

/** What a de-link leaves open: it alone does not keep a person out (rule 27). */
export function StaysOpen({ user, client }: { user: PortalUserId; client: ClientId }) {
  const { paths } = useOpenPaths(user, client);
  const open = paths?.afterDeLink.filter((path) => path.open) ?? [];
  return open.length === 0 ? null : <Paths title="What stays open" paths={open} />;
}
