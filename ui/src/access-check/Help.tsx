import type { ReactNode } from "react";

import { Button } from "../components/Button";
import { CopyButton } from "../components/CopyButton";
import type { AccessCheck } from "../ipc/types/AccessCheck";
import type { By } from "../ipc/types/By";
import type { ClientId } from "../ipc/types/ClientId";
import type { OfferedRemedy } from "../ipc/types/OfferedRemedy";
import { useLinkChange } from "../portal-users/link-manager/link-change";
import { useOpenKey } from "./open-key";

import styles from "./Help.module.css";

type HelpProps = { check: AccessCheck; client: ClientId | undefined };

const WHO: readonly { by: By; title: string }[] = [
  { by: "staff", title: "What staff can do" },
  { by: "person", title: "Only the user can" },
  { by: "elsewhere", title: "Elsewhere in the firm" },
];

/** What would help: the best first, with its button, and apart what only the user can do (rules 14, 40). */
export function Help({ check, client }: HelpProps) {
  const [best] = check.remedies;
  if (best === undefined) return null;
  return (
    <>
      <section aria-label="Next step">
        <h3 className={styles.title}>Next step</h3>
        <div className={styles.best}>
          <p>{best.says}</p>
          <MainAct check={check} client={client} remedy={best} />
        </div>
      </section>
      {WHO.map(({ by, title }) => (
        <Others
          key={by}
          title={title}
          remedies={check.remedies.filter((one) => one.by === by && one !== best)}
        >
          {(remedy) => <Act check={check} client={client} remedy={remedy} look="plain" />}
        </Others>
      ))}
    </>
  );
}

type OthersProps = {
  title: string;
  remedies: readonly OfferedRemedy[];
  children: (remedy: OfferedRemedy) => ReactNode;
};

function Others({ title, remedies, children }: OthersProps) {
  if (remedies.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.others}>
        {remedies.map((remedy) => (
          <li key={remedy.remedy} className={styles.other}>
            <p>{remedy.says}</p>
            {children(remedy)}
          </li>
        ))}
      </ul>
    </section>
  );
}

type ActProps = HelpProps & { remedy: OfferedRemedy };

/** The one main button: what staff can do at once, and else the reply that tells the person what to do. */
function MainAct({ check, client, remedy }: ActProps) {
  return isHere(check, client, remedy) ? (
    <Act check={check} client={client} remedy={remedy} look="main" />
  ) : (
    <CopyButton look="main" text={check.reply}>
      Copy the reply
    </CopyButton>
  );
}

/** Whether staff can do it in this window, with one button. */
function isHere(
  { portal_user_id: user }: AccessCheck,
  client: ClientId | undefined,
  { remedy }: OfferedRemedy,
) {
  if (client === undefined) return false;
  return remedy === "open_key" || (remedy === "link" && user !== null);
}

function Act({ check, client, remedy, look }: ActProps & { look: "main" | "plain" }) {
  const user = check.portal_user_id;
  if (client === undefined) return null;
  if (remedy.remedy === "link" && user !== null)
    return <LinkButton user={user} client={client} look={look} />;
  if (remedy.remedy === "open_key") return <OpenKeyButton client={client} look={look} />;
  return null;
}

type LinkButtonProps = { user: number; client: ClientId; look: "main" | "plain" };

function LinkButton({ user, client, look }: LinkButtonProps) {
  const change = useLinkChange(user);
  return (
    <Button look={look} onPress={() => void change("link", client)}>
      Link {client}
    </Button>
  );
}

function OpenKeyButton({ client, look }: Omit<LinkButtonProps, "user">) {
  const openKey = useOpenKey();
  return (
    <Button look={look} onPress={() => void openKey(client)}>
      Open the key of {client}
    </Button>
  );
}
