import { stamp } from "../format";
import { Section } from "../portal-users/link-manager/Section";
import { useLastHeard } from "../shell/queries";

import styles from "./DataAge.module.css";

/** How old what stands above is, by where it comes from (rule 2). */
export function DataAge({ dataAsOf }: { dataAsOf: string | null }) {
  const { offline, lastHeard } = useLastHeard();
  const live = offline
    ? lastHeard === null
      ? "not heard yet"
      : `as of ${stamp(lastHeard)}, offline`
    : "live";
  return (
    <Section title="How old this is">
      <dl className={styles.ages}>
        <dt>Client, contacts and invoices, from the practice management system</dt>
        <dd>{dataAsOf === null ? "nothing imported yet" : `as of ${stamp(dataAsOf)}`}</dd>
        <dt>Portal users, links and settings, from the firm backend</dt>
        <dd>{live}</dd>
      </dl>
    </Section>
  );
}
