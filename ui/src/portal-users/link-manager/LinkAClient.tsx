import { useState } from "react";

import { Picker } from "../../components/Picker";
import type { Choice } from "../../components/Picker";
import { count } from "../../format";
import type { ClientHit } from "../../ipc/types/ClientHit";
import type { ClientId } from "../../ipc/types/ClientId";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import type { Problem } from "../../ipc/types/Problem";
import { useClients } from "../queries";
import { ChosenClient } from "./ChosenClient";
import { ClientChoice } from "./ClientChoice";
import { useLinkChange } from "./link-change";

type LinkAClientProps = {
  user: PortalUserDetail;
  changing: readonly ClientId[];
  linkField: React.RefObject<HTMLInputElement | null>;
};

/** Finds a client by name or Client ID and links it: type, Enter, a reason if there is one, Enter. */
export function LinkAClient({ user, changing, linkField }: LinkAClientProps) {
  const change = useLinkChange(user.id);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<ClientHit | null>(null);
  const search = text.trim();
  const { data: found, error, isPlaceholderData } = useClients(search);
  const hits = search === "" ? [] : (found?.clients ?? []);

  function back() {
    setChosen(null);
    requestAnimationFrame(() => linkField.current?.focus());
  }

  async function linkChosen(client: ClientId, reason: string) {
    if (await change("link", client, reason)) back();
  }

  if (chosen !== null) {
    return (
      <ChosenClient
        client={chosen}
        isChanging={changing.includes(chosen.client_id)}
        onLink={(reason) => void linkChosen(chosen.client_id, reason)}
        onCancel={back}
      />
    );
  }

  const isLinked = (id: ClientId) => user.links.some((link) => link.client_id === id);
  const isWaiting = found === undefined || isPlaceholderData;
  const unshown = (found?.total ?? 0) - hits.length;
  return (
    <Picker
      label="Link a client by name or Client ID"
      text={text}
      onText={setText}
      choices={hits.map((hit): Choice => ({
        id: hit.client_id,
        isDisabled: isLinked(hit.client_id),
        content: <ClientChoice client={hit} isLinked={isLinked(hit.client_id)} />,
      }))}
      onPick={(id) => {
        setChosen(hits.find((hit) => hit.client_id === id) ?? null);
        setText("");
      }}
      says={foundWords(search, hits.length, isWaiting, error)}
      more={
        hits.length > 0 && unshown > 0 ? `${count(unshown)} more: type on to narrow them down` : undefined
      }
      inputRef={linkField}
    />
  );
}

function foundWords(search: string, hits: number, isWaiting: boolean, problem: Problem | null): string {
  if (search === "") return "Type a client's name or Client ID";
  if (problem !== null) return `${problem.title} ${problem.next}`;
  if (hits > 0) return hits === 1 ? "1 client" : `${count(hits)} clients`;
  return isWaiting ? "Searching…" : `No client found for “${search}”`;
}
