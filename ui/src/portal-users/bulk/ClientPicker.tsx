import { useState } from "react";

import { Picker } from "../../components/Picker";
import { count } from "../../format";
import type { ClientHit } from "../../ipc/types/ClientHit";
import { ClientChoice } from "../link-manager/ClientChoice";
import { useClients } from "../queries";

/** Finds the client that many are linked to or de-linked from. */
export function ClientPicker({ onPick }: { onPick: (client: ClientHit) => void }) {
  const [text, setText] = useState("");
  const search = text.trim();
  const { data: found, isPlaceholderData } = useClients(search);
  const hits = search === "" ? [] : (found?.clients ?? []);
  const unshown = (found?.total ?? 0) - hits.length;
  return (
    <Picker
      label="Client by name or Client ID"
      text={text}
      onText={setText}
      choices={hits.map((hit) => ({
        id: hit.client_id,
        isDisabled: false,
        content: <ClientChoice client={hit} isLinked={false} />,
      }))}
      onPick={(id) => {
        const hit = hits.find((one) => one.client_id === id);
        if (hit !== undefined) onPick(hit);
      }}
      says={saysOf(search, hits.length, found === undefined || isPlaceholderData)}
      more={
        hits.length > 0 && unshown > 0 ? `${count(unshown)} more: type on to narrow them down` : undefined
      }
      inputRef={focusNow}
    />
  );
}

/** The one thing to do when the dialog opens. */
function focusNow(input: HTMLInputElement | null) {
  input?.focus();
}

function saysOf(search: string, hits: number, isWaiting: boolean): string {
  if (search === "") return "Type a client's name or Client ID";
  if (hits > 0) return hits === 1 ? "1 client" : `${count(hits)} clients`;
  return isWaiting ? "Searching…" : `No client found for “${search}”`;
}
