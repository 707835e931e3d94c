import { useId } from "react";

import { Button } from "../../components/Button";
import type { ClientId } from "../../ipc/types/ClientId";
import type { PortalUserDetail } from "../../ipc/types/PortalUserDetail";
import type { SuggestedLink } from "../../ipc/types/SuggestedLink";
import { useLinkChange } from "./link-change";

import styles from "./Suggestions.module.css";

type SuggestionsProps = {
  user: PortalUserDetail;
  changing: readonly ClientId[];
  linkField: React.RefObject<HTMLInputElement | null>;
};

/** Clients that list this address as a contact: shown, never linked silently (rule 21). */
export function Suggestions({ user, changing, linkField }: SuggestionsProps) {
  const change = useLinkChange(user.id);
  if (user.suggestions.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Suggested clients">
      {user.suggestions.map((suggestion) => (
        <Suggestion
          key={suggestion.client_id}
          suggestion={suggestion}
          isChanging={changing.includes(suggestion.client_id)}
          onLink={async () => {
            // The suggestion goes, and its button with it.
            if (await change("link", suggestion.client_id)) linkField.current?.focus();
          }}
        />
      ))}
    </ul>
  );
}

type SuggestionProps = { suggestion: SuggestedLink; isChanging: boolean; onLink: () => Promise<void> };

function Suggestion({ suggestion, isChanging, onLink }: SuggestionProps) {
  const name = useId();
  return (
    <li className={styles.suggestion}>
      <div className={styles.text}>
        <p id={name} className={styles.name} title={suggestion.name}>
          <bdi>{suggestion.name}</bdi>
        </p>
        <p className={styles.note}>
          <bdi>{suggestion.client_id}</bdi> {suggestion.because}
        </p>
      </div>
      <Button look="main" aria-describedby={name} isPending={isChanging} onPress={() => void onLink()}>
        Link
      </Button>
    </li>
  );
}
