import { Link } from "@tanstack/react-router";

import { count, since } from "../format";
import { useIntents, waiting } from "../waiting/queries";
import { useLastHeard } from "./queries";

import styles from "./Banner.module.css";

/** That what is shown is as old as it is, and what waits for a confirmation (rule 45). Nothing where all is well. */
export function Banner() {
  const { offline, lastHeard } = useLastHeard();
  const intents = useIntents().data?.intents ?? [];
  const wait = waiting(intents).length;
  const refused = intents.filter(({ standing }) => standing.is === "refused").length;
  const isQuiet = !offline && wait === 0 && refused === 0;
  return (
    // It stands there before it says anything: only then is that announced.
    <div role="status" aria-label="Connection" className={isQuiet ? undefined : styles.banner}>
      {offline && (
        <p>
          Offline. You are looking at what is kept on this computer
          {lastHeard !== null && `, as of ${since(lastHeard)}`}. Links you change now wait for your
          confirmation.
        </p>
      )}
      {!offline && wait > 0 && (
        <p>The firm answers again. What was decided offline is sent once you confirm it.</p>
      )}
      {!offline && wait === 0 && refused > 0 && <p>Some of what was decided offline was refused.</p>}
      {wait + refused > 0 && (
        <Link to="/waiting" className={styles.waiting} draggable={false}>
          {wait > 0 ? `${count(wait)} waiting` : `${count(refused)} refused`}
        </Link>
      )}
    </div>
  );
}
