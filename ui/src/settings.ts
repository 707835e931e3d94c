/** What the window remembers on this computer. */
import { useQuery, useQueryClient } from "@tanstack/react-query";

import { useToasts } from "./components/Toasts";
import { read } from "./data";
import { call } from "./ipc/invoke";
import type { Problem } from "./ipc/types/Problem";
import type { WindowSetting } from "./ipc/types/WindowSetting";
import type { WindowSettings } from "./ipc/types/WindowSettings";

const USUAL: WindowSettings = {
  theme: "system",
  zoom: 100,
  density: "comfortable",
  cover_after: 10,
  columns: [],
  views: [],
};

/** All that is remembered; as usual while that is read. */
export function useSettings(): WindowSettings {
  return useQuery({ ...read("settings", null), staleTime: Number.POSITIVE_INFINITY }).data ?? USUAL;
}

/** Changes one of them, at once; whatever the file says of it is told if it fails. */
export function useSetSetting() {
  const cache = useQueryClient();
  const toasts = useToasts();
  const { queryKey } = read("settings", null);
  return (setting: WindowSetting) => {
    cache.setQueryData<WindowSettings>(queryKey, (known = USUAL) => ({
      ...known,
      [setting.name]: setting.value,
    }));
    call("set_setting", setting).catch(({ title, next }: Problem) => toasts.show({ says: title, next }));
  };
}
