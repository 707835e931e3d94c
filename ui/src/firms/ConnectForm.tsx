import { useState } from "react";
import type { FormEvent } from "react";

import { Button } from "../components/Button";
import { Field } from "../components/Field";
import { Told } from "../components/Told";
import { useChooseFirm } from "./queries";

import styles from "./ChooseFirm.module.css";

type ConnectFormProps = {
  /** The server that was connected to last. */
  server: string | null;
  onBack: () => void;
};

/** A server's address, and the token that lets one in. */
export function ConnectForm({ server, onBack }: ConnectFormProps) {
  const [address, setAddress] = useState(server ?? "");
  const [token, setToken] = useState("");
  const choosing = useChooseFirm();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!choosing.isPending) choosing.mutate({ at: "server", address, token: token === "" ? null : token });
  }

  return (
    <form className={styles.form} aria-label="Your firm’s server" onSubmit={submit}>
      <p className={styles.step}>Step 2 of 2</p>
      <Field label="Address" value={address} onChange={setAddress} placeholder="portico.example.com" />
      <Field
        label={server === null ? "Token" : "Token, if it is another one than last time"}
        type="password"
        value={token}
        onChange={setToken}
      />
      <p className={styles.about}>
        The token goes into the keychain of this computer and nowhere else. Nothing is changed until the
        server has let you in.
      </p>
      <Told problem={choosing.error} />
      <div className={styles.buttons}>
        <Button onPress={onBack}>Back</Button>
        <Button type="submit" look="main" isPending={choosing.isPending} isDisabled={address.trim() === ""}>
          Connect
        </Button>
      </div>
    </form>
  );
}
