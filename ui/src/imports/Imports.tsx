import { useQuery } from "@tanstack/react-query";

import { Button } from "../components/Button";
import { Page } from "../components/Page";
import { ProblemNotice } from "../components/ProblemNotice";
import { read } from "../data";
import { ChooseFirm } from "../firms/ChooseFirm";
import { stamp } from "../format";
import { useSession } from "../shell/queries";
import { Foreseen } from "./Foreseen";
import { useImporting } from "./Importing";
import { Taken } from "./Taken";

import styles from "./Imports.module.css";

/** Where the firm's clients, contacts and invoices come from, how old they are, and how new ones come (rule 2). */
export function Imports() {
  const firm = useSession().data?.firm;
  return (
    <Page title="Imports" about="clients, contacts and invoices from your practice management system">
      <div className={styles.body}>
        <Last />
        {firm?.sample === true ? <OfTheSample /> : <Import />}
      </div>
    </Page>
  );
}

/** The import that was taken last. */
function Last() {
  const asOf = useSession().data?.data_as_of ?? null;
  const last = useQuery(read("activity", { action: "import", limit: 1 })).data?.entries[0];
  return (
    <section className={styles.part} aria-label="Last import">
      <h2 className={styles.title}>Last import</h2>
      <p>{asOf === null ? "There was none yet." : `What is shown is as of ${stamp(asOf)}.`}</p>
      {last !== undefined && (
        <p className={styles.note}>
          {stamp(last.at)}: {last.says}
        </p>
      )}
    </section>
  );
}

/** Nobody's real data belongs among invented people. */
function OfTheSample() {
  return (
    <section className={styles.part} aria-label="Your own firm">
      <p>The sample firm has its data already. To import your own, begin with a firm of your own.</p>
      <ChooseFirm />
    </section>
  );
}

function Import() {
  const { picking, checking, taking, pick, take } = useImporting();
  const isBusy = picking.isPending || checking.isPending || taking.isPending;
  const problem = picking.error ?? checking.error ?? taking.error;
  const folder = picking.data?.folder ?? null;
  const asOf = picking.data?.as_of ?? null;
  const answer = taking.data ?? checking.data;
  return (
    <section className={styles.part} aria-label="Import">
      <h2 className={styles.title}>Import</h2>
      <p>
        Choose the folder with <code>clients.csv</code>, <code>contacts.csv</code> and{" "}
        <code>invoices.csv</code>, each whole: a client or contact that is no longer in them turns inactive,
        an invoice is closed, and nothing is deleted. First you see what it would change.
      </p>
      <div className={styles.buttons}>
        <Button look={answer === undefined ? "main" : "plain"} isPending={isBusy} onPress={pick}>
          {folder === null ? "Choose the folder…" : "Choose a folder again…"}
        </Button>
        <p role="status" className={styles.note}>
          {checking.isPending && "Checking the files…"}
          {taking.isPending && "Importing…"}
        </p>
      </div>
      {folder !== null && (
        <p className={styles.note}>
          <bdi>{folder}</bdi>
          {asOf !== null && `: as of ${stamp(asOf)}, when the oldest of its files was written`}
        </p>
      )}
      {problem !== null && <ProblemNotice size="strip" problem={problem} onTryAgain={pick} />}
      {problem === null && answer !== undefined && !answer.taken && (
        <Foreseen answer={answer} isTaking={taking.isPending} onTake={take} />
      )}
      {answer?.taken === true && <Taken answer={answer} />}
    </section>
  );
}
