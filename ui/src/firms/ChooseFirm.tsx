import { useState } from "react";
import type { ReactNode } from "react";

import { Button } from "../components/Button";
import { Told } from "../components/Told";
import { ConnectForm } from "./ConnectForm";
import { OwnFirmForm } from "./OwnFirmForm";
import { useChooseFirm, useFirmChoices } from "./queries";

import styles from "./ChooseFirm.module.css";

/** Which firm to work with: to try Portico, from one's PMS, or at one's server. */
export function ChooseFirm() {
  const [way, setWay] = useState<"own" | "server" | null>(null);
  const choices = useFirmChoices();
  const choosing = useChooseFirm();
  const back = () => setWay(null);
  if (way === "own") return <OwnFirmForm onBack={back} />;
  if (way === "server") return <ConnectForm server={choices?.server ?? null} onBack={back} />;
  const ownIsHere = choices?.own_is_here === true;
  return (
    <>
      <ul className={styles.ways} aria-label="Firms">
        <Way
          title="The sample firm"
          about="An invented firm with every question that a support desk meets. It is on this computer, plainly marked, and yours to play with."
        >
          <Button
            isPending={choosing.isPending && choosing.variables.at === "sample"}
            onPress={() => choosing.mutate({ at: "sample" })}
          >
            Open the sample firm
          </Button>
        </Way>
        <Way
          title="Your own firm, on this computer"
          about="From an export of your practice management system. It is kept here, encrypted, and nowhere else: for a practice of one."
        >
          {ownIsHere ? (
            <Button
              isPending={choosing.isPending && choosing.variables.at === "own"}
              onPress={() => choosing.mutate({ at: "own", name: null })}
            >
              Open your own firm
            </Button>
          ) : (
            <Button onPress={() => setWay("own")}>Import from the PMS…</Button>
          )}
        </Way>
        <Way
          title="Your firm’s server"
          about="With an address and a token from the firm’s IT. What is kept of it on this computer is encrypted."
        >
          <Button onPress={() => setWay("server")}>Connect to a server…</Button>
        </Way>
      </ul>
      <Told problem={choosing.error} />
    </>
  );
}

type WayProps = { title: string; about: string; children: ReactNode };

function Way({ title, about, children }: WayProps) {
  return (
    <li className={styles.way}>
      <div>
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.about}>{about}</p>
      </div>
      {children}
    </li>
  );
}
