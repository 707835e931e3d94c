import { useAction } from "../actions/Actions";
import type { ExportFormat } from "../ipc/types/ExportFormat";
import type { SavedView } from "../ipc/types/SavedView";
import type { ShownColumn } from "../ipc/types/ShownColumn";
import { useSetSetting, useSettings } from "../settings";
import { ColumnsMenu } from "./ColumnsMenu";
import { ExportMenu } from "./ExportMenu";
import type { List } from "./queries";
import { tableOf, useTakeTable } from "./table";
import { ViewsMenu } from "./ViewsMenu";
import type { ViewParts } from "./ViewsMenu";

type ListToolsProps = {
  list: List;
  /** How many answer it. */
  total: number;
  /** What is shown now, as a view would keep it. */
  now: ViewParts;
  columns: readonly ShownColumn[];
  onColumns: (columns: readonly ShownColumn[]) => void;
  onShow: (view: SavedView) => void;
};

/** What can be done with the list as a whole: its views, its columns, and the ways out of Portico. */
export function ListTools({ list, total, now, columns, onColumns, onShow }: ListToolsProps) {
  const { views } = useSettings();
  const setSetting = useSetSetting();
  const take = useTakeTable();

  function copy() {
    void take.copy(tableOf(list, columns));
  }

  function save(format: ExportFormat) {
    void take.save(tableOf(list, columns), format);
  }

  useAction("list.copy", copy);
  useAction("list.export-xlsx", () => save("xlsx"));
  useAction("list.export-csv", () => save("csv"));

  return (
    <>
      <ViewsMenu
        views={views}
        now={now}
        onShow={onShow}
        onViews={(next) => setSetting({ name: "views", value: [...next] })}
      />
      <ColumnsMenu columns={columns} onColumns={onColumns} />
      <ExportMenu total={total} onExport={save} onCopy={copy} />
    </>
  );
}
