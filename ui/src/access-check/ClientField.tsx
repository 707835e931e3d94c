import { Picker } from "../components/Picker";
import { count } from "../format";
import type { ClientId } from "../ipc/types/ClientId";
import { ClientChoice } from "../portal-users/link-manager/ClientChoice";
import { useClients } from "../portal-users/queries";
import { useClient } from "./queries";

type ClientFieldProps = {
  chosen: ClientId | undefined;
  /** What was typed since; none while the chosen client stands there. */
  text: string | undefined;
  onText: (text: string) => void;
  onClient: (client: ClientId) => void;
  onPerson: (email: string) => void;
};

/** The client that it is about: by name or Client ID. An e-mail address that is pasted here names the person. */
export function ClientField({ chosen, text, onText, onClient, onPerson }: ClientFieldProps) {
  const name = useClient(chosen).data?.name;
  const search = text?.trim() ?? "";
  const isAddress = search.includes("@");
  const { data } = useClients(isAddress ? "" : search);
  const hits = search === "" || isAddress ? [] : (data?.clients ?? []);
  const clients = hits.map((hit) => ({
    id: hit.client_id,
    isDisabled: false,
    content: <ClientChoice client={hit} isLinked={false} />,
  }));
  const person = { id: search, isDisabled: false, content: `Ask about ${search}` };
  return (
    <Picker
      label="Which client"
      placeholder="Name or Client ID"
      text={text ?? [chosen, name].filter((part) => part !== undefined).join("  ")}
      onText={onText}
      choices={isAddress ? [person] : clients}
      onPick={isAddress ? onPerson : onClient}
      says={search === "" ? "Any client" : hits.length === 1 ? "1 client" : `${count(hits.length)} clients`}
      more={undefined}
    />
  );
}
